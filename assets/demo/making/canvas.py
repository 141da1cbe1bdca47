"""Materials and light for the scenes: filters, fields of shingles, brick, wood, membrane, grain."""
import random


class Chance(random.Random):
    """Seeded by a name, so a picture comes out the same every time."""

    def u(self, low, high):
        return self.uniform(low, high)

    def pick(self, of):
        return of[self.randrange(len(of))]


def svg(w, h, body, over=False, under=False):
    place = "position:absolute;left:0;top:0;" + ("z-index:2;" if over else "z-index:0;" if under else "")
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" style="{place}">{body}</svg>'


def plane(w, h, body, transform, size=1500):
    """A surface in real perspective, larger than the picture so its edges stay outside."""
    left, top = (w - size) / 2, (h - size) / 2
    return (f'<div style="position:absolute;z-index:1;left:{left}px;top:{top}px;width:{size}px;height:{size}px;transform:{transform};transform-origin:50% 50%">'
            + svg(size, size, defs() + body) + "</div>")


def defs():
    return """<defs>
    <filter id="rough" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".55" numOctaves="3" seed="4"/><feDiffuseLighting lighting-color="#fff" surfaceScale="1.6" result="l"><feDistantLight azimuth="230" elevation="52"/></feDiffuseLighting><feComposite in="l" in2="SourceAlpha" operator="in"/></filter>
    <filter id="granule" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".8" numOctaves="2" seed="9"/><feDiffuseLighting lighting-color="#fff" surfaceScale="2.2"><feDistantLight azimuth="220" elevation="46"/></feDiffuseLighting></filter>
    <filter id="plaster" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".035 .04" numOctaves="5" seed="3"/><feDiffuseLighting lighting-color="#fffaf0" surfaceScale="2.4" result="l"><feDistantLight azimuth="200" elevation="62"/></feDiffuseLighting><feComposite in="l" in2="SourceAlpha" operator="in"/></filter>
    <filter id="lawn" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".12 .3" numOctaves="3" seed="12"/><feColorMatrix values="0 0 0 0 .25  0 0 0 0 .33  0 0 0 0 .12  0 .9 0 0 -.22"/><feComposite in2="SourceAlpha" operator="in"/></filter>
    <filter id="cloudy" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".006 .014" numOctaves="5" seed="21"/><feColorMatrix values="0 0 0 0 1  0 0 0 0 1  0 0 0 0 1  1.9 0 0 0 -.75"/></filter>
    <filter id="wob0"><feTurbulence type="fractalNoise" baseFrequency=".018" numOctaves="3" seed="5"/><feDisplacementMap in="SourceGraphic" scale="46"/></filter>
    <filter id="wob1"><feTurbulence type="fractalNoise" baseFrequency=".05" numOctaves="2" seed="8"/><feDisplacementMap in="SourceGraphic" scale="16"/></filter>
    <filter id="chalk" x="-20%" y="-20%" width="140%" height="140%"><feTurbulence type="fractalNoise" baseFrequency=".35" numOctaves="2" seed="2" result="n"/><feDisplacementMap in="SourceGraphic" in2="n" scale="9" result="d"/><feColorMatrix in="n" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 3.4 0 0 -1.05" result="m"/><feComposite in="d" in2="m" operator="in"/></filter>
    <filter id="chalk2"><feTurbulence type="fractalNoise" baseFrequency=".9" numOctaves="1" seed="2" result="n"/><feDisplacementMap in="SourceGraphic" in2="n" scale="3"/></filter>
    <filter id="soft" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="16"/></filter><filter id="soft2" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="9"/></filter>
    </defs>"""


def field(w, h, tones, row, tab, seed, fresh=None, wear=0.25):
    """Courses of architectural shingles: two-layer tabs of uneven width, a shadow under each course, worn spots."""
    c, out, y, r = Chance(seed), [f'<rect width="{w}" height="{h}" fill="{tones[-1]}"/>'], 0.0, 0
    while y < h:
        x = -c.u(0, tab)
        while x < w:
            wide = c.u(.55, 1.35) * tab
            tone = c.pick(tones)
            light = c.u(-.08, .1) + (.1 if fresh and fresh[0] <= r <= fresh[1] and abs(x - w / 2) < 260 else 0)
            shade = "#fff" if light > 0 else "#000"
            out.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{row+1:.1f}" fill="{tone}"/><rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{row:.1f}" fill="{shade}" opacity="{abs(light):.2f}"/>')
            if c.random() < .5:
                # The second layer's tooth stands a little lower and throws its own shadow.
                out.append(f'<rect x="{x:.1f}" y="{y+row-3:.1f}" width="{wide*.62:.1f}" height="{row*.12:.1f}" fill="#14110f" opacity=".5"/>')
            out.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(1.2, row*.035):.1f}" height="{row:.1f}" fill="#0c0a09" opacity=".55"/>')
            x += wide
        out.append(f'<rect y="{y+row*.86:.1f}" width="{w}" height="{row*.14:.1f}" fill="#000" opacity=".22"/><rect y="{y+row*.95:.1f}" width="{w}" height="{row*.06:.1f}" fill="#000" opacity=".55"/><rect y="{y:.1f}" width="{w}" height="{row*.07:.1f}" fill="#fff" opacity=".1"/>')
        y, r = y + row, r + 1
    for _ in range(int(26 * wear)):
        out.append(f'<ellipse cx="{c.u(0,w):.0f}" cy="{c.u(0,h):.0f}" rx="{c.u(.04,.16)*w:.0f}" ry="{c.u(.02,.07)*h:.0f}" fill="{c.pick(["#000","#fff"])}" opacity=".07" filter="url(#soft)"/>')
    out.append(f'<rect width="{w}" height="{h}" filter="url(#granule)" opacity=".34" style="mix-blend-mode:multiply"/>')
    return "".join(out)


def brick(x0, y0, w, h, seed, bw=62, bh=26):
    c, out = Chance(seed + "brick"), [f'<clipPath id="br{seed}"><rect x="{x0}" y="{y0}" width="{w}" height="{h}"/></clipPath><g clip-path="url(#br{seed})"><rect x="{x0}" y="{y0}" width="{w}" height="{h}" fill="#a39a8d"/>']
    y, r = y0, 0
    while y < y0 + h:
        x = x0 - (bw / 2 if r % 2 else 0)
        while x < x0 + w:
            tone = c.pick(["#8a4b38", "#96543f", "#7c4231", "#a05e47", "#87503f", "#703a2b"])
            out.append(f'<rect x="{x+1.5:.1f}" y="{y+1.5:.1f}" width="{bw-3}" height="{bh-3}" rx="1.5" fill="{tone}"/>')
            x += bw
        y, r = y + bh, r + 1
    out.append(f'<rect x="{x0}" y="{y0}" width="{w}" height="{h}" filter="url(#rough)" opacity=".3" style="mix-blend-mode:multiply"/></g>')
    return "".join(out)


def membrane(w, h, seed):
    c = Chance(seed + "membrane")
    out = [f'<rect width="{w}" height="{h}" fill="#77756f"/><rect width="{w}" height="{h}" filter="url(#plaster)" opacity=".5" style="mix-blend-mode:multiply"/><rect width="{w}" height="{h}" filter="url(#granule)" opacity=".3" style="mix-blend-mode:multiply"/>']
    for k in range(9):
        x = k * 175 + c.u(-8, 8)
        out.append(f'<rect x="{x:.0f}" width="16" height="{h}" fill="#3b3936" opacity=".75" filter="url(#wob1)"/><rect x="{x+16:.0f}" width="5" height="{h}" fill="#d6d3ca" opacity=".25"/>')
    for _ in range(18):
        out.append(f'<ellipse cx="{c.u(0,w):.0f}" cy="{c.u(0,h):.0f}" rx="{c.u(40,170):.0f}" ry="{c.u(30,110):.0f}" fill="{c.pick(["#2a2825","#c9c4b8","#4d4a44"])}" opacity=".16" filter="url(#wob0)"/>')
    return "".join(out)


def wood(w, h, seed, rot=None, tones=("#b78f5e", "#a9824f", "#c39b69", "#9d7745")):
    c, out, y = Chance(seed + "wood"), [], 0
    out.append('<filter id="fibre" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".006 .19" numOctaves="4" seed="6"/><feColorMatrix values="0 0 0 0 .2  0 0 0 0 .11  0 0 0 0 .04  0 1.5 0 0 -.5"/></filter>')
    while y < h:
        tall = 128
        out.append(f'<rect y="{y}" width="{w}" height="{tall-4}" fill="{c.pick(list(tones))}"/><rect y="{y+tall-5}" width="{w}" height="6" fill="#150d06" opacity=".85"/><rect y="{y}" width="{w}" height="3" fill="#fff" opacity=".18"/>')
        if c.random() < .8:
            x = c.u(100, w - 100)
            out.append(f'<rect x="{x:.0f}" y="{y}" width="4" height="{tall-4}" fill="#150d06" opacity=".7"/><circle cx="{x-14:.0f}" cy="{y+28}" r="4" fill="#3b3b3b"/><circle cx="{x+18:.0f}" cy="{y+88}" r="4" fill="#3b3b3b"/>')
        y += tall
    out.append(f'<rect width="{w}" height="{h}" filter="url(#fibre)" opacity=".8"/>')
    if rot:
        x, y, r = rot
        out.append(f'<ellipse cx="{x}" cy="{y}" rx="{r*1.5}" ry="{r*.9}" fill="#2c1b0e" opacity=".45" filter="url(#wob0)"/><ellipse cx="{x}" cy="{y}" rx="{r*1.1}" ry="{r*.62}" fill="#1d1109" opacity=".65" filter="url(#wob0)"/><ellipse cx="{x+20}" cy="{y}" rx="{r*.62}" ry="{r*.3}" fill="#060302" opacity=".95" filter="url(#wob0)"/>')
        for _ in range(60):
            sx, sy = x + c.u(-r * .75, r * .75), y + c.u(-r * .36, r * .36)
            out.append(f'<path d="M{sx:.0f} {sy:.0f} l{c.u(30,90):.0f} {c.u(-8,8):.0f} l-10 {c.u(4,10):.0f}z" fill="{c.pick(["#7a5a34","#5b3f22","#94703f","#3d2815"])}" opacity=".9"/>')
        for _ in range(16):
            out.append(f'<circle cx="{x+c.u(-r*1.3,r*1.3):.0f}" cy="{y+c.u(-r*.7,r*.7):.0f}" r="{c.u(6,22):.0f}" fill="#d8ddcf" opacity=".28" filter="url(#wob1)"/>')
    return "".join(out)


def sky(w, h, top, low):
    return f'<linearGradient id="skyg" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{top}"/><stop offset="1" stop-color="{low}"/></linearGradient><rect width="{w}" height="{h}" fill="url(#skyg)"/><rect width="{w}" height="{h}" filter="url(#cloudy)" opacity=".75"/>'


def grain(w, h, strength):
    """A sensor's noise; a little goes a long way, and each bit of it costs bytes."""
    return f'<filter id="gr" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".7" numOctaves="1" seed="31"/><feColorMatrix type="saturate" values="0"/></filter><rect width="{w}" height="{h}" filter="url(#gr)" opacity="{strength*.7:.2f}" style="mix-blend-mode:overlay"/>'


def vignette(w, h, strength):
    return f'<radialGradient id="vg" cx=".5" cy=".48" r=".75"><stop offset=".55" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="{strength}"/></radialGradient><rect width="{w}" height="{h}" fill="url(#vg)"/>'
