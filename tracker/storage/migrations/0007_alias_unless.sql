-- Words beside which a name means somebody or something else: the zodiac's Gemini, the baker's 豆包.

ALTER TABLE assistant_alias ADD COLUMN unless VARCHAR;
