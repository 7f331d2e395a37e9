"""Arabic. Latin digits, so that ranks, SQL and axes agree; names keep their own direction."""

from dashboard.findings import (
    Finding,
    LostTop,
    Moved,
    NoneRanked,
    NothingObserved,
    OneLook,
    ReachedTop,
    StayedTop,
    Steady,
)
from dashboard.text.language import PluralForm, Text


def plural_form(n: int) -> PluralForm:
    """Unicode CLDR's rule for Arabic."""
    small: dict[int, PluralForm] = {0: "zero", 1: "one", 2: "two"}
    if n in small:
        return small[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if 11 <= n % 100 <= 99 else "other"


def finding_sentence(text: Text, finding: Finding, name: str) -> str:
    name = text.name(name)
    match finding:
        case ReachedTop():
            return _reached_top(text, finding, name)
        case StayedTop(gaps=True):
            return f"بقي {name} في المركز الأول دون انقطاع مرصود"
        case StayedTop():
            return f"بقي {name} في المركز الأول في كل اللقطات"
        case LostTop(on=on, certain=certain):
            return f"فقد {name} المركز الأول {'في' if certain else 'بحلول'} {text.long_day(on)}"
        case Moved():
            return _moved(text, finding, name)
        case Steady(best=best, worst=worst) if best == worst:
            return f"حافظ {name} على المركز {best}"
        case Steady(best=best, worst=worst):
            return f"كان {name} الأفضل ترتيبًا، بين المركزين {best} و{worst}"
        case OneLook(rank=rank):
            return f"في اللقطة الوحيدة كان {name} الأفضل ترتيبًا، في المركز {rank}"
        case NoneRanked(depth=None):
            return "لم يكن أيٌّ من هذه المساعدات في القائمة"
        case NoneRanked(depth=depth):
            return f"لم يكن أيٌّ من هذه المساعدات ضمن أول {depth}"
        case NothingObserved():
            return "لم يُرصد شيء في هذه المدة"


def _reached_top(text: Text, top: ReachedTop, name: str) -> str:
    verb = "عاد {} إلى المركز الأول" if top.again else "بلغ {} المركز الأول"
    start = f"{verb.format(name)} {'في' if top.certain else 'بحلول'} {text.long_day(top.on)}"
    length = text.duration(top.lasted)
    unbroken = " دون انقطاع مرصود" if top.gaps else ""
    if top.ending == "still":
        return f"{start}، وكان لا يزال فيه بعد {length}{unbroken}"
    least = " على الأقل" if top.ending == "unseen" or not top.certain else ""
    return f"{start}، وبقي فيه {length}{least}{unbroken}"


def _moved(text: Text, way: Moved, name: str) -> str:
    outside = f"خارج أول {way.depth}" if way.depth else "خارج القائمة"
    from_place = f"المركز {way.from_rank}" if way.from_rank else outside
    to_place = f"المركز {way.to_rank}" if way.to_rank else outside
    verb = "صعد" if way.up else "نزل"
    if way.from_day.date() == way.to_day.date():
        return f"{verb} {name} من {from_place} إلى {to_place} في {text.long_day(way.to_day)}"
    since = text.short_day(way.from_day) if way.from_day.year == way.to_day.year else text.day(way.from_day)
    return f"{verb} {name} من {from_place} إلى {to_place} بين {since} و{text.long_day(way.to_day)}"


MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip

ARABIC = Text(
    code="ar",
    direction="rtl",
    months=MONTHS,
    months_short=MONTHS,
    weekdays=("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    plural_form=plural_form,
    finding=finding_sentence,
    brand="متتبّع الترتيب",
    other_language="English",
    skip="تخطَّ إلى المحتوى",
    pages="الصفحات",
    menu="التصفّح",
    scheme="فاتح أو داكن",
    simulated="محاكاة",
    simulated_why="عالَم مُختلَق لتجربة البرنامج. لم يُرصد أي ترتيب في هذه الصفحة.",
    data_to="البيانات حتى {time}",
    late="متأخرة: تنتهي البيانات عند {time}",
    no_data="لا بيانات بعد",
    ago="قبل {age}",
    footer="الترتيب موضعٌ في قائمة المتجر، وليس عدد تنزيلات ولا تقييمًا.",
    published="نُشرت في {time}",
    sql_behind="استعلام SQL وراء هذه الصفحة",
    what_is_shown="ما الذي يُعرض",
    change="تغيير",
    store="المتجر",
    country="البلد",
    device="الجهاز",
    chart="القائمة",
    category="الفئة",
    source="المصدر",
    dates="التواريخ",
    range="المدة",
    previous_month="الشهر السابق",
    next_month="الشهر التالي",
    add="أضف مساعدًا",
    remove="أزل {name}",
    nothing_found="لا نتائج",
    stores={"apple": "App Store", "google": "Google Play"},
    devices={"iphone": "iPhone", "ipad": "iPad", "mac": "Mac", "android": "Android"},
    charts={"top-free": "أفضل المجانية", "top-paid": "أفضل المدفوعة", "top-grossing": "الأعلى إيرادًا"},
    ranges={"7d": "7 أيام", "30d": "30 يومًا", "90d": "90 يومًا", "1y": "سنة", "all": "الكل"},
    all_categories="الكل",
    all_categories_long={"apple": "كل الفئات بما فيها الألعاب", "google": "كل الفئات ما عدا الألعاب"},
    ranks="الترتيب",
    world="العالم",
    health="سلامة البيانات",
    rank_history="تاريخ الترتيب",
    kicker="ترتيب المساعدات",
    subtitle="الترتيب في قائمة «{chart}» على {device}، {category}. المحور لوغاريتمي والأفضل في الأعلى.",
    no_1="1",
    not_in_top="خارج أول {n}",
    not_in_top_lane="خارج\nأول {n}",
    not_in_chart="خارج القائمة",
    not_in_chart_lane="خارج\nالقائمة",
    not_observed="لم يُرصد",
    not_sold="غير متاح",
    key_press="ترتيب ذكرته الصحافة، لم نرصده نحن",
    key_not_observed="لم يُرصد: لا توجد لقطة",
    key_not_in_top="بُحث عنه ولم يكن ضمن أول {n}: قد يكون ترتيبه أبعد",
    key_not_in_chart="بُحث عنه ولم يكن في القائمة",
    key_not_sold="غير متاح في متجر هذا البلد",
    key_out_of_focus="ما بعد أول {n}، وهي وحدها بألوانها",
    last_capture="آخر لقطة {time}",
    coverage="التغطية {n} من {m} لقطة ({p}%)",
    depth="العمق {n}",
    from_source="المصدر {source}",
    pooled="قائمة واحدة معروضة في عدد من البلدان: {n}",
    zone="الأوقات بتوقيت UTC",
    table="جدول",
    as_table="البيانات نفسها في جدول",
    csv="CSV",
    parquet="Parquet",
    png="PNG",
    sql="SQL",
    copy_link="انسخ الرابط",
    copied="نُسخ",
    now="في النهاية",
    change_24_h="24 ساعة",
    change_7_d="7 أيام",
    best_since="الأفضل منذ {day}",
    days_at_1="أيام في المركز الأول",
    last_days={
        "zero": "آخر يوم", "one": "آخر يوم", "two": "آخر يومين", "few": "آخر {n} أيام", "many": "آخر {n} يومًا",
        "other": "آخر {n} يوم",
    },
    captures_ranked="لقطات داخل القائمة",
    assistant="المساعد",
    up="صعود {n}",
    down="نزول {n}",
    same="دون تغيير",
    unknown_change="لا شيء للمقارنة",
    ranked_of="{n} من {m}",
    sql_why="كل رقم في هذه الصفحة يأتي من هذا الاستعلام. شغّله بالأمر rank-tracker sql، أو في DuckDB على charts.duckdb.",
    as_of_change="مقابل قبل 24 ساعة",
    since_when="يُرى منذ",
    moved_in="من خارج القائمة",
    happened="ما جرى في العالم",
    beside="الحدث يُعرض بجانب الترتيب، لا سببًا له.",
    all_events="كل الأحداث في هذه المدة ({n})",
    most_events="{k} من أصل {n} من أحداث هذه المدة",
    every_event="كل الأحداث",
    no_events="لا حدث في الفهرس لهذه المساعدات في هذه المدة.",
    kinds={"release": "إصدار", "incident": "عطل", "rule": "قرار", "attention": "اهتمام"},
    tiers={
        "official": "مصدر رسمي", "press": "صحافة", "aggregator/copy": "نسخة صحفية",
        "repository data": "مجموعة بيانات عامة",
    },
    precisions={"approx": "نحو {day}", "week": "أسبوع {day}"},
    stated_rank="{name}: المركز {rank}، كما ذكرت الصحافة",
    close="أغلق",
    more_events={
        "zero": "ولا غيرها هنا", "one": "وحدث آخر هنا", "two": "وحدثان آخران هنا", "few": "و{n} أحداث أخرى هنا",
        "many": "و{n} حدثًا آخر هنا", "other": "و{n} حدث آخر هنا",
    },
    nothing_captured="لم تُلتقط أي لقطة بعد",
    nothing_captured_why="تبدأ الخطوط مع أول لقطة من قائمة المتابعة. للالتقاط الآن:",
    nothing_captured_hint="يظهر الترتيب خطوطًا متدرجة من أول لقطة."
    " ويبقى ما قبلها مُظلَّلًا إلى الأبد: المتجر لا يروي ماضيه.",
    capture_now="rank-tracker collect charts --now",
    simulated_world="ولرؤية عالَم مُحاكى بدلًا منه: rank-tracker demo",
    already_here="الموجود الآن: {events} حدثًا و{ranks} ترتيبًا ذكرته الصحافة.",
    not_captured="لا لقطة لهذه القائمة",
    not_captured_why="لم تُلتقط {series} قط. قائمة المتابعة تحدد ما يُلتقط؛ لالتقاطها الآن:",
    unknown_ranks="ترتيب هؤلاء المساعدين غير معروف هنا",
    unknown_ranks_why="قوائم {source} لا تعرف إلا بعض المراتب، وليس بينها هؤلاء المساعدون: ربما كانوا فيها.",
    see_chart="انظر ما يُعرف من القائمة",
    empty_range="لا لقطة في هذه المدة",
    empty_range_why="تمتد لقطات هذه القائمة من {first} إلى {last}.",
    show_from="اعرضها كلها",
    unknown_value="يطلب هذا العنوان شيئًا غير معروف",
    unknown_value_why="{key}: ‏{got} ليس من: {wanted}.",
    start_over="اعرض الصفحة الافتراضية",
    failed="تعذّرت قراءة البيانات",
    failed_why="لم تُجب قاعدة البيانات عن هذا السؤال. السبب في سجل الخادم.",
    try_again="أعد المحاولة",
    no_page="لا صفحة هنا",
    needs_script="ترسم نصوص هذه الصفحة البرمجية المخطط. ومن دونها اطلب البيانات نفسها بالأمر: rank-tracker sql",
    no_page_why="لا شيء في هذا العنوان.",
    days={
        "zero": "أقل من يوم", "one": "يومًا واحدًا", "two": "يومين", "few": "{n} أيام", "many": "{n} يومًا",
        "other": "{n} يوم",
    },
    hours={
        "zero": "أقل من ساعة", "one": "ساعة واحدة", "two": "ساعتين", "few": "{n} ساعات", "many": "{n} ساعة",
        "other": "{n} ساعة",
    },
    minutes={
        "zero": "أقل من دقيقة", "one": "دقيقة واحدة", "two": "دقيقتين", "few": "{n} دقائق", "many": "{n} دقيقة",
        "other": "{n} دقيقة",
    },
)  # fmt: skip
