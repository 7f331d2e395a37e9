"""Rows → HTML: the parts that pages are made of. Text of strangers is only ever a child, never markup."""
