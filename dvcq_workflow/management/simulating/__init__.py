"""A province that plays its years with random people, on a clock of its own, in a database of its
own. Whatever happens in it happens through services and flows, as from a page."""
