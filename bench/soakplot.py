"""The plot of a soak: four small panels over time, as an SVG file that needs nothing to be looked at."""
WIDTH, PANEL, LEFT, GAP = 960, 130, 70, 46
INK, GRID, LINE, SECOND = "#222", "#ddd", "#1f6feb", "#9ec5fe"


def nice(top):
    """The next round number above."""
    unit = 1
    while top > unit * 10:
        unit *= 10
    return next(step * unit for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * unit >= top)


def line(samples, key, end, top, y, colour):
    points = " ".join(f"{LEFT + sample['second'] / end * (WIDTH - LEFT - 20):.1f},{y + PANEL - sample[key] / top * PANEL:.1f}" for sample in samples)
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


def panel(title, lines, end, y):
    top = nice(max(sample[key] for samples, key, _ in lines for sample in samples) or 1)
    yield f'<text x="{LEFT}" y="{y - 8}" font-weight="bold">{title}</text>'
    for part in range(5):
        at = y + PANEL - part / 4 * PANEL
        yield f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{at}" y2="{at}" stroke="{GRID}"/><text x="{LEFT - 8}" y="{at + 4}" text-anchor="end">{top * part / 4:g}</text>'
    for samples, key, colour in lines:
        yield line(samples, key, end, top, y, colour)


def plot(path, title, intervals, states):
    end = max(sample["second"] for sample in intervals + states)
    panels = [("latency until the 250, ms: p99 (dark), p50 (light)", [(intervals, "p50", SECOND), (intervals, "p99", LINE)]),
              ("resident memory, MB", [(states, "rss", LINE)]),
              ("open files (dark), threads (light)", [(states, "threads", SECOND), (states, "handles", LINE)]),
              ("messages in the spool", [(states, "spool", LINE)])]
    height = 50 + len(panels) * (PANEL + GAP) + 20
    with open(path, "w") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="12" fill="{INK}"><rect width="100%" height="100%" fill="#fff"/>')
        file.write(f'<text x="{LEFT}" y="26" font-size="16">{title}</text>')
        y = 66
        for name, lines in panels:
            file.write("\n" + "\n".join(panel(name, lines, end, y)))
            y += PANEL + GAP
            places = 0 if end > 900 else 1
        for part in range(7):
            file.write(f'<text x="{LEFT + part / 6 * (WIDTH - LEFT - 20):.0f}" y="{y - GAP + 18}" text-anchor="middle">{end / 60 * part / 6:.{places}f} min</text>')
        file.write("</svg>\n")
