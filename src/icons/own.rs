//! Symbols that are ours: one for each kind of element and of deployment node, in lines of one width.

use super::Symbol;

const fn lines(name: &'static str, course: &'static str) -> Symbol {
    Symbol { name, course, extent: 24.0, line: Some(1.9) }
}

/// Technologies whose own symbol is not free to be carried along: not among the kinds.
const TECHNOLOGIES: usize = 1;

/// All of them; technologies first.
pub(super) const SYMBOLS: [Symbol; 26] = [
    lines(
        "rust",
        "M12 4.2a7.8 7.8 0 1 0 0 15.6 7.8 7.8 0 1 0 0-15.6zM12 1.6v2.6M12 19.8v2.6M1.6 12h2.6M19.8 12h2.6M4.6 4.6l1.9 1.9M17.5 17.5\
         l1.9 1.9M19.4 4.6l-1.9 1.9M6.5 17.5l-1.9 1.9M9.3 16V8.2h3.4a2.3 2.3 0 0 1 0 4.6H9.3M12.6 12.8l2.7 3.2",
    ),
    lines("person", "M12 3.6a4 4 0 1 0 0 8 4 4 0 1 0 0-8zM4.4 20.6c.3-3.7 3.4-5.9 7.6-5.9s7.3 2.2 7.6 5.9"),
    lines("system", "M12 3.2l8.8 4.7-8.8 4.7-8.8-4.7zM3.2 12.2l8.8 4.7 8.8-4.7M3.2 16.4l8.8 4.7 8.8-4.7"),
    lines("group", "M4 4h6.4v6.4H4zM13.6 4H20v6.4h-6.4zM4 13.6h6.4V20H4zM13.6 13.6H20V20h-6.4z"),
    lines("zone", "M12 2.8l7.6 3v5.4c0 4.7-3 8.2-7.6 10-4.6-1.8-7.6-5.3-7.6-10V5.8z"),
    lines("service", "M12 2.6l8.2 4.7v9.4L12 21.4l-8.2-4.7V7.3zM12 8.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 1 0 0-6.4z"),
    lines("gateway", "M2.8 12h5.4c5 0 3.6-6.4 8.6-6.4h4M8.2 12c5 0 3.6 6.4 8.6 6.4h4M17.8 2.8l3 2.8-3 2.8M17.8 15.6l3 2.8-3 2.8"),
    lines(
        "app",
        "M4.6 4.2h14.8a1.8 1.8 0 0 1 1.8 1.8v12a1.8 1.8 0 0 1-1.8 1.8H4.6A1.8 1.8 0 0 1 2.8 18V6a1.8 1.8 0 0 1 1.8-1.8zM2.8 9h18.4",
    ),
    lines(
        "worker",
        "M12 6.4a5.6 5.6 0 1 0 0 11.2 5.6 5.6 0 1 0 0-11.2zM12 2.4v4M12 17.6v4M2.4 12h4M17.6 12h4M5.2 5.2L8 8M16 16l2.8 2.8M18.8 5.2L16 \
         8M8 16l-2.8 2.8",
    ),
    lines("job", "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM12 7.2V12l3.4 2.2"),
    lines("daemon", "M4 4h16v6.8H4zM4 13.2h16V20H4zM7.6 7.4h1.2M7.6 16.6h1.2"),
    lines("component", "M8 3.8h12v16.4H8zM4 7h8v3.4H4zM4 13.6h8V17H4z"),
    lines(
        "database",
        "M4.2 6c0-1.7 3.5-3 7.8-3s7.8 1.3 7.8 3-3.5 3-7.8 3-7.8-1.3-7.8-3zM4.2 6v12c0 1.7 3.5 3 7.8 3s7.8-1.3 7.8-3V6M4.2 12c0 1.7 3.5 3 \
         7.8 3s7.8-1.3 7.8-3",
    ),
    lines("cache", "M13.4 2.6L4.8 13.8h6.4l-.8 7.6 8.8-11.2h-6.6z"),
    lines("search", "M10.4 3.4a7 7 0 1 0 0 14 7 7 0 1 0 0-14zM15.6 15.6l5.2 5.2"),
    lines("bucket", "M3.6 5.4h16.8M4.6 5.4l1.9 14c.1.9.9 1.6 1.8 1.6h7.4c.9 0 1.7-.7 1.8-1.6l1.9-14M5.5 11.6h13"),
    lines(
        "topic",
        "M12 10.6a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 1 0 0-2.8zM8 16a5.6 5.6 0 0 1 0-8M16 8a5.6 5.6 0 0 1 0 8M5 19a9.9 9.9 0 0 1 0-14M19 5a9.9 \
         9.9 0 0 1 0 14",
    ),
    lines("queue", "M2.4 7.4h5v9.2h-5zM9.5 7.4h5v9.2h-5zM16.6 7.4h5v9.2h-5z"),
    lines(
        "broker",
        "M12 9a3 3 0 1 0 0 6 3 3 0 1 0 0-6zM5 3.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 1 0 0-3.6zM19 3.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 1 0 0-3.6z\
         M5 17.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 1 0 0-3.6zM19 17.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 1 0 0-3.6zM6.4 6.4l3.4 3.4M17.6 6.4l-3.4 3.4\
         M6.4 17.6l3.4-3.4M17.6 17.6l-3.4-3.4",
    ),
    lines(
        "external",
        "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM3 12h18M12 3c2.5 2.4 3.7 5.4 3.7 9s-1.2 6.6-3.7 9c-2.5-2.4-3.7-5.4-3.7-9S9.5 5.4 12 3z",
    ),
    lines(
        "region",
        "M12 21.4c-4.6-4.2-6.9-7.8-6.9-11a6.9 6.9 0 0 1 13.8 0c0 3.2-2.3 6.8-6.9 11zM12 7.8a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 1 0 0-4.8z",
    ),
    lines("cluster", "M12 2.6l8.2 4.7v9.4L12 21.4l-8.2-4.7V7.3zM12 12v9.4M12 12l8.2-4.7M12 12L3.8 7.3"),
    lines(
        "namespace",
        "M8.6 3.6H6.2A2.2 2.2 0 0 0 4 5.8v12.4a2.2 2.2 0 0 0 2.2 2.2h2.4M15.4 3.6h2.4A2.2 2.2 0 0 1 20 5.8v12.4a2.2 2.2 0 0 1-2.2 2.2h-2.4",
    ),
    lines("node", "M4.4 4h15.2v16H4.4zM4.4 14.6h15.2M8 17.4h1.2"),
    lines("domain", "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM12 8.4a3.6 3.6 0 1 0 0 7.2 3.6 3.6 0 1 0 0-7.2z"),
    lines("table", "M3.4 4.4h17.2v15.2H3.4zM3.4 9.4h17.2M9.4 9.4v10.2"),
];

/// Whether a symbol is that of a kind.
pub(super) fn is_kind(name: &str) -> bool {
    SYMBOLS.iter().skip(TECHNOLOGIES).any(|symbol| symbol.name == name)
}
