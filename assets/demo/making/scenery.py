"""The scenes themselves. Everything is drawn: fields of shingles in perspective, brick, membrane, plaster, weather."""

from .canvas import (Chance, brick, defs, field, grain, membrane, plane, sky, svg, vignette, wood)

TALL, TALL_NAMES = (800, 1040), {"paper-estimate", "coping-sketch", "ceiling-stain"}
WEATHERED = ["#6a5d50", "#75685a", "#5d5247", "#80725f", "#665c55", "#544a42"]
SLATE = ["#5b6470", "#667080", "#4f5863", "#707b86", "#59606b", "#616a64"]
CHARCOAL = ["#4a4c50", "#55575b", "#404246", "#5c5d60", "#484a4b"]
DRIFT = ["#7b746b", "#878075", "#6f6960", "#918a7e", "#807a74"]


def ceiling_stain(w, h):
    c = Chance("ceiling")
    rings = ""
    for k, (r, o) in enumerate([(1.0, .34), (.86, .25), (.7, .3), (.5, .22)]):
        rings += f'<ellipse cx="410" cy="430" rx="{250*r}" ry="{190*r}" fill="{["#a9793c","#c09a5c","#8f6430","#b48a4c"][k]}" opacity="{o}" filter="url(#wob{k%2})"/>'
    rings += '<ellipse cx="410" cy="430" rx="252" ry="192" fill="none" stroke="#7b5220" stroke-width="9" opacity=".5" filter="url(#wob0)"/>'
    rings += '<ellipse cx="520" cy="640" rx="92" ry="64" fill="#b98f52" opacity=".4" filter="url(#wob1)"/><ellipse cx="520" cy="640" rx="92" ry="64" fill="none" stroke="#85602c" stroke-width="5" opacity=".45" filter="url(#wob1)"/>'
    crack = '<path d="M190 250 C260 330 300 330 380 420 S520 520 560 640 650 790 700 830" fill="none" stroke="#6b5a45" stroke-width="3" opacity=".7" filter="url(#wob1)"/>'
    body = f"""<rect width="{w}" height="{h}" fill="#e9e4da"/><rect width="{w}" height="{h}" filter="url(#plaster)" opacity=".55"/>
    <linearGradient id="fall" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".45"/><stop offset="1" stop-color="#4a4335" stop-opacity=".45"/></linearGradient>
    {rings}{crack}
    <path d="M0 900 L800 {h-190} L800 {h} L0 {h}Z" fill="#cfd8d6"/><path d="M0 878 L800 {h-216} L800 {h-186} L0 908Z" fill="#f4f1ea"/><path d="M0 908 L800 {h-186}" stroke="#9c968a" stroke-width="3"/>
    <rect width="{w}" height="{h}" fill="url(#fall)"/>"""
    return svg(w, h, defs() + body + grain(w, h, .10) + vignette(w, h, .35))


def pipe(cx, base, top, rx, tone):
    lid = f'<ellipse cx="{cx}" cy="{top}" rx="{rx}" ry="{rx*.3}" fill="#2b2b2b"/><ellipse cx="{cx}" cy="{top}" rx="{rx}" ry="{rx*.3}" fill="none" stroke="{tone[0]}" stroke-width="9"/>'
    return f"""<linearGradient id="pipe" x1="0" x2="1"><stop offset="0" stop-color="{tone[1]}"/><stop offset=".35" stop-color="{tone[0]}"/><stop offset=".6" stop-color="{tone[2]}"/><stop offset="1" stop-color="{tone[3]}"/></linearGradient>
    <path d="M{cx-rx} {top} V{base} A{rx} {rx*.3} 0 0 0 {cx+rx} {base} V{top}Z" fill="url(#pipe)"/>{lid}"""


def vent_boot(w, h):
    top = plane(w, h, field(1500, 1500, WEATHERED, 64, 118, "boot"), "perspective(1100px) rotateX(38deg) rotateZ(-4deg) scale(1.25)")
    boot = f"""<ellipse cx="560" cy="560" rx="250" ry="92" fill="#000" opacity=".34" filter="url(#soft)"/>
    <path d="M360 500 Q350 560 372 588 L770 610 Q800 560 770 496 Q560 420 360 500Z" fill="#57534d"/>
    <path d="M360 500 Q350 560 372 588 L770 610 Q800 560 770 496 Q560 420 360 500Z" filter="url(#rough)" opacity=".5"/>
    <path d="M448 520 Q456 420 490 396 H626 Q662 420 676 524 Q562 566 448 520Z" fill="#35312d"/>
    <path d="M470 470 Q560 505 658 468" stroke="#4d4842" stroke-width="7" fill="none"/><path d="M478 436 Q560 468 646 434" stroke="#4d4842" stroke-width="6" fill="none"/>
    {pipe(558, 410, 150, 62, ["#d9d9d4", "#8e8f8c", "#f2f2ee", "#9a9a96"])}
    <path d="M496 396 Q560 428 622 396 L626 410 Q560 446 490 410Z" fill="#24211e"/>
    <path d="M640 404 L662 448 650 470 676 520 654 500 640 520 648 462 628 424Z" fill="#0d0b0a"/><path d="M640 404 L662 448 650 470 676 520" stroke="#77706a" stroke-width="3" fill="none"/>
    <path d="M500 402 L486 452 496 478 480 524" stroke="#0d0b0a" stroke-width="6" fill="none"/><path d="M572 424 L566 470 578 500" stroke="#14110f" stroke-width="4" fill="none"/>"""
    return top + svg(w, h, defs() + boot + sun(w, h, 780, 60) + grain(w, h, .1) + vignette(w, h, .3), over=True)


def lead_boot(w, h):
    top = plane(w, h, field(1500, 1500, WEATHERED, 64, 118, "boot", fresh=(6, 10)), "perspective(1100px) rotateX(38deg) rotateZ(3deg) scale(1.25)")
    boot = f"""<ellipse cx="520" cy="580" rx="270" ry="86" fill="#000" opacity=".35" filter="url(#soft)"/>
    <linearGradient id="lead" x1="0" x2="1"><stop offset="0" stop-color="#74797d"/><stop offset=".4" stop-color="#b9bfc3"/><stop offset=".62" stop-color="#8d9397"/><stop offset="1" stop-color="#5c6165"/></linearGradient>
    <path d="M330 520 Q320 580 344 612 L716 626 Q742 580 716 512 Q520 448 330 520Z" fill="url(#lead)"/><path d="M330 520 Q320 580 344 612 L716 626 Q742 580 716 512 Q520 448 330 520Z" filter="url(#rough)" opacity=".25"/>
    <path d="M436 540 Q452 330 460 190 H584 Q594 330 612 542 Q524 580 436 540Z" fill="url(#lead)"/><path d="M460 190 Q520 214 584 190 V216 Q520 244 458 216Z" fill="#d5dadd"/>
    <ellipse cx="522" cy="190" rx="62" ry="19" fill="#3a3d40"/><ellipse cx="522" cy="190" rx="62" ry="19" fill="none" stroke="#cfd4d7" stroke-width="7"/>
    <path d="M452 330 Q520 356 596 330 M446 430 Q520 458 604 430" stroke="#eef2f4" stroke-opacity=".35" stroke-width="4" fill="none"/>
    <circle cx="366" cy="590" r="6" fill="#dde2e5"/><circle cx="690" cy="600" r="6" fill="#dde2e5"/><circle cx="520" cy="608" r="6" fill="#dde2e5"/>"""
    return top + svg(w, h, defs() + boot + sun(w, h, 260, 40) + grain(w, h, .08) + vignette(w, h, .28), over=True)


def sun(w, h, x, y):
    return f'<radialGradient id="sun" cx="{x/w}" cy="{y/h}" r=".9"><stop offset="0" stop-color="#ffe9bf" stop-opacity=".5"/><stop offset=".45" stop-color="#ffe9bf" stop-opacity=".1"/><stop offset="1" stop-color="#0a1020" stop-opacity=".3"/></radialGradient><rect width="{w}" height="{h}" fill="url(#sun)"/>'


def hail_chalk(w, h):
    c = Chance("chalk")
    marks = ""
    for _ in range(11):
        x, y = c.u(180, 1180), c.u(330, 1120)
        marks += f'<ellipse cx="{x}" cy="{y}" rx="26" ry="24" fill="#26221f" opacity=".75" filter="url(#wob1)"/>'
        marks += f'<ellipse cx="{x+c.u(-6,6)}" cy="{y+c.u(-6,6)}" rx="{c.u(54,66)}" ry="{c.u(50,62)}" fill="none" stroke="#f3f0e6" stroke-width="8" opacity=".88" filter="url(#chalk)" transform="rotate({c.u(0,360)} {x} {y})"/>'
    box = '<path d="M110 250 L1290 250 L1290 1190 L110 1190Z" fill="none" stroke="#f6f3ea" stroke-width="10" opacity=".9" filter="url(#chalk)"/><text x="130" y="226" font-family="Comic Neue,Inter,sans-serif" font-style="italic" font-size="84" font-weight="600" fill="#f6f3ea" opacity=".9" filter="url(#chalk)">FRONT  11</text>'
    top = plane(w, h, field(1500, 1500, WEATHERED, 60, 112, "chalk", wear=.5) + marks + box, "perspective(1300px) rotateX(34deg) rotateZ(2deg) scale(.98) translateY(70px)", 1500)
    return top + svg(w, h, defs() + sun(w, h, 900, 30) + grain(w, h, .1) + vignette(w, h, .3), over=True)


def hail_shingles(w, h):
    c = Chance("bruise")
    marks = ""
    for _ in range(15):
        x, y, r = c.u(60, 1340), c.u(60, 1340), c.u(26, 52)
        marks += f'<ellipse cx="{x}" cy="{y}" rx="{r*1.25}" ry="{r*1.15}" fill="#8d857b" opacity=".35" filter="url(#wob0)"/><ellipse cx="{x}" cy="{y}" rx="{r}" ry="{r*.92}" fill="#1f1d1c" opacity=".8" filter="url(#wob1)"/><ellipse cx="{x-r*.2}" cy="{y-r*.25}" rx="{r*.4}" ry="{r*.3}" fill="#4b4643" opacity=".7" filter="url(#wob1)"/>'
    coin = '<g transform="translate(770 660)"><ellipse cx="8" cy="12" rx="62" ry="62" fill="#000" opacity=".4" filter="url(#soft)"/><circle r="60" fill="#c8c9c6"/><circle r="60" fill="none" stroke="#8d8e8b" stroke-width="5" stroke-dasharray="3 3"/><circle r="47" fill="none" stroke="#a6a7a4" stroke-width="3"/><path d="M-14 30 Q-26 0 -8 -26 Q14 -36 22 -12 Q28 6 14 16 Q10 30 16 36Z" fill="#9fa09d"/></g>'
    top = plane(w, h, field(1400, 1400, CHARCOAL, 112, 200, "bruise", wear=.7) + marks + coin, "perspective(1600px) rotateX(18deg) rotateZ(-7deg) scale(1.15)", 1400)
    return top + svg(w, h, defs() + sun(w, h, 200, 60) + grain(w, h, .1) + vignette(w, h, .32), over=True)


def gutter(w, h, inside, name):
    """Looking along a gutter from the ladder."""
    roof = plane(w, h, field(1500, 1500, SLATE if name == "guard" else DRIFT, 58, 110, name), "perspective(1000px) rotateX(30deg) rotateZ(17deg) scale(1.15) translate(-120px,-150px)")
    trough = f"""<linearGradient id="lip" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fbfbf8"/><stop offset=".5" stop-color="#cfd2d0"/><stop offset="1" stop-color="#9ba09e"/></linearGradient>
    <path d="M0 {h} L0 690 L760 250 L1040 120 L1040 {h}Z" fill="#6b7d57"/><path d="M0 {h} L0 690 L760 250 L1040 120 L1040 {h}Z" filter="url(#lawn)" opacity=".75"/>
    <path d="M-20 560 L700 232 L782 262 L70 {h} L-20 {h}Z" fill="#3a3c3b"/>
    {inside}
    <path d="M-20 548 L700 226 L708 238 L-20 580Z" fill="#eceeea" opacity=".9"/>
    <path d="M110 {h} L790 252 L842 268 L250 {h}Z" fill="url(#lip)"/><path d="M110 {h} L790 252 L797 256 L134 {h}Z" fill="#fff"/>
    <path d="M250 {h} L842 268 L846 300 L300 {h}Z" fill="#7f8684"/>"""
    return roof + svg(w, h, defs() + trough + sun(w, h, 820, 40) + grain(w, h, .09) + vignette(w, h, .3), over=True)


def gutter_leaves(w, h):
    c, leaves = Chance("leaves"), ""
    tones = ["#8a5a24", "#a8752d", "#6b4a22", "#c08a3a", "#59401f", "#93702f", "#7d3f1c"]
    spots = sorted(((c.u(0, 1), c.u(0, 1)) for _ in range(560)), key=lambda p: -p[0])
    for along, across in spots:
        scale = 1 - along * .78
        x = 40 + along * 700 + (across - .5) * 260 * scale - (1 - along) * 40
        y = 740 - along * 478 + (across - .5) * 70 * scale + (1 - across) * 10
        s = 30 * scale * c.u(.6, 1.4)
        a = c.u(0, 360)
        leaves += f'<g transform="translate({x:.0f} {y:.0f}) rotate({a:.0f}) scale({s/10:.2f})"><path d="M-10 0 Q-4 -7 2 -4 Q9 -3 12 0 Q8 4 2 4 Q-5 6 -10 0Z" fill="{c.pick(tones)}"/><path d="M-10 0 L12 0" stroke="#3d2a12" stroke-width=".7"/></g>'
    sprouts = "".join(f'<g transform="translate({x} {y}) scale({s})"><path d="M0 0 Q4 -30 -2 -58" stroke="#5d7a2c" stroke-width="5" fill="none"/><path d="M-2 -58 Q-34 -74 -40 -50 Q-20 -40 -2 -58Z M-1 -46 Q30 -64 38 -40 Q18 -28 -1 -46Z M-2 -58 Q6 -92 22 -84 Q20 -62 -2 -58Z" fill="#7fae3c"/><path d="M-2 -58 L-30 -56 M-1 -46 L28 -44" stroke="#557a24" stroke-width="2"/></g>' for x, y, s in [(250, 620, 1.5), (345, 560, 1.1), (480, 450, .8), (560, 392, .55)])
    return gutter(w, h, leaves + sprouts, "leaves")


def gutter_guard(w, h):
    lines = "".join(f'<path d="M{-20+k*7.2:.0f} {560+k*13:.0f} L{700+k*4.1:.0f} {232+k*1.5:.0f}" stroke="#2d3031" stroke-width="2.4"/>' for k in range(20))
    cross = "".join(f'<path d="M{-20+a*720:.0f} {560-a*328:.0f} l{150*(1-a*.45):.0f} {255*(1-a*.87):.0f}" stroke="#3b3f41" stroke-width="{2.2*(1-a*.6):.1f}"/>' for a in [k * k / 8100 for k in range(90)])
    mesh = f'<path d="M-20 560 L700 232 L782 262 L140 {h} L-20 {h}Z" fill="#9aa1a4"/>{lines}{cross}<path d="M-20 560 L700 232 L782 262 L140 {h} L-20 {h}Z" fill="url(#shine)"/>' \
           '<linearGradient id="shine" x1="0" y1="1" x2="1" y2="0"><stop offset="0" stop-color="#111" stop-opacity=".3"/><stop offset=".55" stop-color="#fff" stop-opacity=".35"/><stop offset="1" stop-color="#fff" stop-opacity=".05"/></linearGradient>'
    return gutter(w, h, mesh, "guard")


def chimney(w, h, flashing, name):
    roof = plane(w, h, field(1600, 1500, DRIFT if name == "new" else CHARCOAL, 62, 120, name), "perspective(1000px) rotateX(46deg) scale(1.3) translateY(180px)")
    body = f"""{sky(w, 300, "#8fa7bd" if name == "torn" else "#7fb2e0", "#dfe6ea")}"""
    stack = f"""<path d="M330 0 H740 V520 L330 600Z" fill="#7a4a3a"/>{brick(330, 0, 410, 600, name)}
    <path d="M740 0 L860 0 L860 440 L740 520Z" fill="#4a2c22"/><path d="M330 0 H740 V520 L330 600Z" fill="url(#side)" />
    <linearGradient id="side" x1="0" x2="1"><stop offset="0" stop-color="#000" stop-opacity=".35"/><stop offset=".5" stop-color="#fff" stop-opacity=".05"/><stop offset="1" stop-color="#000" stop-opacity=".1"/></linearGradient>
    <path d="M280 640 L760 540 L900 450 L980 500 L800 620 L300 720Z" fill="#000" opacity=".4" filter="url(#soft)"/>{flashing}"""
    return svg(w, h, defs() + body, under=True) + roof + svg(w, h, defs() + stack + sun(w, h, 150, 60) + grain(w, h, .1) + vignette(w, h, .32), over=True)


def flashing_torn(w, h):
    metal = """<linearGradient id="zinc" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#c9cfd3"/><stop offset=".5" stop-color="#8b9297"/><stop offset="1" stop-color="#5d6468"/></linearGradient>
    <path d="M330 470 L470 444 L470 566 L330 600Z" fill="#3a2620"/><path d="M330 560 L740 478 L742 540 L326 634Z" fill="#55585a"/>
    <path d="M470 440 L740 388 L740 512 L640 532 L470 570Z" fill="url(#zinc)"/><path d="M470 440 L740 388" stroke="#eef2f4" stroke-width="4"/><path d="M560 424 V552 M650 406 V530" stroke="#6f777c" stroke-width="4"/>
    <path d="M470 440 Q430 470 400 560 Q372 640 250 660 L214 700 Q350 706 420 640 Q462 600 470 570Z" fill="url(#zinc)"/><path d="M470 440 Q430 470 400 560 Q372 640 250 660" stroke="#f4f7f8" stroke-width="5" fill="none"/>
    <path d="M250 660 L214 700 Q350 706 420 640" stroke="#454b4f" stroke-width="4" fill="none"/>
    <path d="M336 478 Q380 486 400 470 M340 520 Q370 530 392 512" stroke="#15100d" stroke-width="7" fill="none"/>
    <circle cx="506" cy="470" r="6" fill="#30363a"/><circle cx="604" cy="448" r="6" fill="#30363a"/><circle cx="700" cy="428" r="6" fill="#30363a"/>
    <path d="M150 735 l60 -12 20 10 -40 16z M560 640 l50 -10 12 14 -44 8z" fill="#7a4a3a"/>"""
    return chimney(w, h, metal, "torn")


def flashing_new(w, h):
    steps, x = "", 330
    for k in range(6):
        y = 452 - k * 15
        steps += f'<path d="M{x} {y+64-k*0} L{x} {y} L{x+70} {y-14} L{x+70} {y+64-14} Z" fill="url(#leadn)"/><path d="M{x} {y} L{x+70} {y-14}" stroke="#f2f5f6" stroke-width="4"/><path d="M{x+70} {y-14} V{y+60}" stroke="#555c61" stroke-width="3"/>'
        x += 68
    metal = f"""<linearGradient id="leadn" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#b4babe"/><stop offset="1" stop-color="#7c8388"/></linearGradient>
    <path d="M326 500 L742 410 L748 540 L318 640Z" fill="#8e959a"/><path d="M326 500 L742 410 L748 540 L318 640Z" filter="url(#rough)" opacity=".2"/>{steps}<path d="M318 640 L748 540 L800 556 L330 672Z" fill="#a7adb1"/><path d="M318 640 L748 540" stroke="#dfe4e6" stroke-width="4"/>"""
    return chimney(w, h, metal, "new")


def condo_drone(w, h):
    c = Chance("condo")
    ground = f'<rect width="{w}" height="{h}" fill="#6f7b5c"/><rect width="{w}" height="{h}" filter="url(#lawn)" opacity=".8"/>'
    street = f'<g transform="rotate(-9 520 390)"><rect x="-100" y="640" width="1300" height="110" fill="#5a5d61"/><path d="M-100 695 H1200" stroke="#e3d9a4" stroke-width="5" stroke-dasharray="36 30"/><rect x="-100" y="614" width="1300" height="26" fill="#b9b4a8"/>'
    cars = "".join(f'<g transform="translate({x} 716) "><rect width="86" height="38" rx="12" fill="#000" opacity=".35" x="5" y="7"/><rect width="86" height="38" rx="12" fill="{t}"/><rect x="20" y="4" width="42" height="30" rx="6" fill="#23282d" opacity=".8"/></g>' for x, t in [(60, "#b5352a"), (190, "#dfe1e2"), (420, "#2f4f7a"), (640, "#d8d2c2"), (820, "#3a3d40")])
    roof = f"""<g transform="translate(190 120)"><path d="M26 34 H706 V476 H26Z" fill="#000" opacity=".45" filter="url(#soft)"/>
    <rect width="660" height="420" fill="#8d8a84"/><clipPath id="a"><path d="M0 0 H660 L560 170 H100Z"/></clipPath><clipPath id="b"><path d="M0 420 H660 L560 250 H100Z"/></clipPath><clipPath id="c"><path d="M0 0 L100 170 V250 L0 420Z"/></clipPath><clipPath id="d"><path d="M660 0 L560 170 V250 L660 420Z"/></clipPath>
    <g clip-path="url(#a)">{field(700, 180, DRIFT, 17, 34, "condo-a")}<rect width="660" height="200" fill="#fff" opacity=".14"/></g><g clip-path="url(#b)"><g transform="translate(0 240)">{field(700, 190, DRIFT, 17, 34, "condo-b")}</g><rect y="240" width="660" height="200" fill="#0a1424" opacity=".28"/></g>
    <g clip-path="url(#c)"><g transform="translate(110 0) rotate(90)">{field(430, 120, DRIFT, 17, 34, "condo-c")}</g><rect width="110" height="420" fill="#fff" opacity=".05"/></g><g clip-path="url(#d)"><g transform="translate(670 0) rotate(90)">{field(430, 120, DRIFT, 17, 34, "condo-d")}</g><rect x="550" width="110" height="420" fill="#0a1424" opacity=".16"/></g>
    <rect x="100" y="170" width="460" height="80" fill="#cfd2d1"/><rect x="100" y="170" width="460" height="80" fill="none" stroke="#6e7170" stroke-width="6"/>
    {"".join(f'<g transform="translate({x} {y})"><rect x="6" y="8" width="{s}" height="{s*.8}" fill="#000" opacity=".4"/><rect width="{s}" height="{s*.8}" fill="#e6e8e8"/><circle cx="{s/2}" cy="{s*.4}" r="{s*.28}" fill="#7e8587"/><circle cx="{s/2}" cy="{s*.4}" r="{s*.1}" fill="#3b4042"/></g>' for x, y, s in [(140, 186, 48), (220, 190, 42), (430, 184, 52)])}
    <path d="M0 0 L100 170 M660 0 L560 170 M0 420 L100 250 M660 420 L560 250" stroke="#5d5952" stroke-width="6"/><rect width="660" height="420" fill="none" stroke="#e9ebe9" stroke-width="7"/>
    <g transform="translate(300 60)"><rect x="10" y="12" width="46" height="40" fill="#000" opacity=".4"/><rect width="46" height="40" fill="#8a4f3d"/><rect x="9" y="9" width="28" height="22" fill="#2a1d18"/></g></g>"""
    trees = "".join(tree(c, x, y, r) for x, y, r in [(60, 110, 92), (120, 330, 70), (50, 520, 84), (965, 90, 96), (985, 330, 72), (930, 545, 66), (500, 40, 60)])
    return svg(w, h, defs() + ground + street + cars + roof + "</g>" + trees + sun(w, h, 100, 40) + grain(w, h, .06) + vignette(w, h, .26))


def tree(c, x, y, r):
    blobs = f'<ellipse cx="{x+r*.25}" cy="{y+r*.3}" rx="{r}" ry="{r*.95}" fill="#000" opacity=".35" filter="url(#soft)"/>'
    for k in range(26):
        a, d = c.u(0, 6.28), c.u(0, .75) * r
        tone = c.pick(["#5e7a34", "#6f8b3a", "#4c662b", "#879b45", "#b98a36", "#a8702c"])
        import math
        blobs += f'<circle cx="{x+math.cos(a)*d:.0f}" cy="{y+math.sin(a)*d:.0f}" r="{c.u(.22,.4)*r:.0f}" fill="{tone}" opacity=".9" filter="url(#wob1)"/>'
    return blobs


def oakley_front(w, h):
    c = Chance("front")
    house = f"""<path d="M0 560 H{w} V{h} H0Z" fill="#7c9354"/><path d="M0 560 H{w} V{h} H0Z" filter="url(#lawn)" opacity=".8"/><path d="M430 560 H600 L680 {h} H330Z" fill="#c3beb2"/><path d="M430 560 H600 L680 {h} H330Z" filter="url(#rough)" opacity=".15"/>
    <rect x="170" y="330" width="700" height="260" fill="#8e5540"/>{brick(170, 330, 700, 260, "front", 26, 12)}
    <g clip-path="url(#roofclip)"><g transform="translate(90 90)">{field(900, 270, WEATHERED, 22, 48, "oak")}</g><path d="M90 340 L230 100 H810 L950 340Z" fill="url(#lit)"/></g><clipPath id="roofclip"><path d="M90 340 L230 100 H810 L950 340Z"/></clipPath>
    <linearGradient id="lit" x1="0" x2="1"><stop offset="0" stop-color="#fff1d0" stop-opacity=".25"/><stop offset="1" stop-color="#000" stop-opacity=".25"/></linearGradient>
    <rect x="226" y="92" width="588" height="14" fill="#4f463d"/><path d="M84 338 H956 V360 H84Z" fill="#5a4634"/><path d="M84 338 H956" stroke="#8c7355" stroke-width="4"/><rect x="170" y="360" width="700" height="34" fill="#000" opacity=".28"/>
    <rect x="880" y="356" width="14" height="220" fill="#5a4634"/><rect x="640" y="40" width="62" height="110" fill="#7b4635"/>{brick(640, 40, 62, 110, "stack", 20, 10)}<rect x="632" y="30" width="78" height="14" fill="#b9b3a6"/>
    {"".join(f'<g transform="translate({x} 410)"><rect x="-8" y="-8" width="126" height="116" fill="#efece4"/><rect width="110" height="100" fill="#37485a"/><path d="M0 0 H110 L0 90Z" fill="#8fb0c9" opacity=".5"/><path d="M55 0 V100 M0 50 H110" stroke="#efece4" stroke-width="6"/><rect x="-14" y="106" width="138" height="12" fill="#d8d3c6"/></g>' for x in (230, 690))}
    <rect x="454" y="400" width="124" height="190" fill="#efece4"/><rect x="466" y="412" width="100" height="178" fill="#2f5d4a"/><rect x="480" y="428" width="72" height="54" rx="4" fill="#8fb0c9" opacity=".7"/><circle cx="552" cy="508" r="6" fill="#d9b65c"/><path d="M436 590 H596 V606 H436Z M424 606 H608 V624 H424Z" fill="#a9a498"/>"""
    bush = "".join(f'<circle cx="{c.u(190,430):.0f}" cy="{c.u(560,612):.0f}" r="{c.u(18,34):.0f}" fill="{c.pick(["#5c7a3a","#6f8c46","#4d6a31"])}"/>' for _ in range(46)) + "".join(f'<circle cx="{c.u(190,430):.0f}" cy="{c.u(545,606):.0f}" r="{c.u(9,15):.0f}" fill="{c.pick(["#b7a6d6","#d8c8e8","#9fb3dd"])}" opacity=".95"/>' for _ in range(30))
    return svg(w, h, defs() + sky(w, 600, "#5f9fd8", "#dcebf4") + "".join(tree(c, x, y, r) for x, y, r in [(30, 330, 120), (1010, 300, 130)]) + house + bush + sun(w, h, 120, 60) + grain(w, h, .06) + vignette(w, h, .24))


def flat_roof(w, h, things, name):
    top = plane(w, h, membrane(1500, 1500, name), "perspective(950px) rotateX(54deg) scale(1.5) translateY(240px)", 1500)
    back = f"""{sky(w, 330, "#87a3bd", "#e4e3dc")}<path d="M0 190 h120 v-60 h90 v40 h130 v-90 h110 v110 h140 v-70 h80 v50 h150 v-40 h120 v80 h100 v160 H0Z" fill="#7b7f86" opacity=".75"/><path d="M0 240 H{w} V330 H0Z" fill="#7a4f3f"/>{brick(0, 240, w, 90, name, 30, 13)}<rect y="226" width="{w}" height="20" fill="#c7c3b8"/>"""
    return svg(w, h, defs() + back, under=True) + top + svg(w, h, defs() + things + sun(w, h, 850, 80) + grain(w, h, .1) + vignette(w, h, .3), over=True)


def flat_roof_blister(w, h):
    def bubble(x, y, rx, ry, torn):
        b = f'<ellipse cx="{x+12}" cy="{y+ry*.55}" rx="{rx*1.04}" ry="{ry*.6}" fill="#000" opacity=".45" filter="url(#soft)"/><radialGradient id="b{x}" cx=".4" cy=".25" r=".85"><stop offset="0" stop-color="#a3a19b"/><stop offset=".5" stop-color="#6d6c69"/><stop offset="1" stop-color="#3c3b3a"/></radialGradient><ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="url(#b{x})"/><ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" filter="url(#rough)" opacity=".5" style="mix-blend-mode:multiply"/>'
        if torn:
            b += f'<path d="M{x-rx*.5} {y-8} Q{x-rx*.1} {y-26} {x+rx*.15} {y-4} T{x+rx*.6} {y+6} Q{x+rx*.2} {y+24} {x-rx*.05} {y+12} T{x-rx*.5} {y-8}Z" fill="#161413"/><path d="M{x-rx*.5} {y-8} Q{x-rx*.1} {y-26} {x+rx*.15} {y-4} T{x+rx*.6} {y+6}" stroke="#b9b6af" stroke-width="4" fill="none"/>'
        return b
    return flat_roof(w, h, bubble(350, 560, 190, 74, True) + bubble(760, 470, 110, 38, False) + bubble(860, 640, 70, 24, False), "blister")


def ponding(w, h):
    water = f"""<linearGradient id="wat" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#c9d6df"/><stop offset=".5" stop-color="#8fa5b5"/><stop offset="1" stop-color="#54646f"/></linearGradient>
    <path d="M120 470 Q240 396 470 410 Q700 380 860 430 Q1010 470 960 560 Q900 660 640 668 Q420 700 240 640 Q40 580 120 470Z" fill="#2c2d2d" opacity=".55" filter="url(#soft)"/>
    <path d="M130 472 Q250 404 470 416 Q700 388 850 436 Q990 474 944 556 Q880 648 636 656 Q420 686 250 630 Q60 574 130 472Z" fill="url(#wat)" opacity=".92"/>
    <path d="M330 420 q20 60 60 70 t30 60 M520 412 v80 q40 30 20 70 M690 408 q-10 60 30 90" stroke="#5d6f7d" stroke-width="16" opacity=".35" fill="none" filter="url(#wob0)"/>
    <path d="M200 500 q60 -10 120 0 M560 600 q80 -12 170 2 M700 470 q50 -8 110 0 M330 580 q40 -6 90 0" stroke="#eef4f8" stroke-width="4" opacity=".7" fill="none"/>
    <g transform="translate(720 548)"><ellipse rx="66" ry="24" fill="#1d2022"/><ellipse rx="66" ry="24" fill="none" stroke="#6d7478" stroke-width="9"/><path d="M-40 -14 V16 M-20 -20 V20 M0 -22 V22 M20 -20 V20 M40 -14 V16" stroke="#6d7478" stroke-width="6"/></g>
    <g transform="translate(420 540) rotate(20)"><path d="M-20 0 Q-6 -14 6 -8 Q18 -6 24 0 Q14 8 4 8 Q-10 12 -20 0Z" fill="#a8752d"/></g><g transform="translate(600 500) rotate(-40) scale(.8)"><path d="M-20 0 Q-6 -14 6 -8 Q18 -6 24 0 Q14 8 4 8 Q-10 12 -20 0Z" fill="#8a5a24"/></g>"""
    return flat_roof(w, h, water, "pond")


def tarp_skylight(w, h):
    roof = plane(w, h, field(1500, 1500, WEATHERED, 60, 112, "tarp"), "perspective(1000px) rotateX(36deg) rotateZ(6deg) scale(1.3)")
    tarp = """<path d="M250 250 Q520 196 800 232 Q846 400 872 584 Q560 660 214 604 Q220 420 250 250Z" fill="#000" opacity=".45" filter="url(#soft)" transform="translate(18 26)"/>
    <linearGradient id="tp" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#3f7fc4"/><stop offset=".4" stop-color="#2a62a6"/><stop offset=".7" stop-color="#3b78bb"/><stop offset="1" stop-color="#1d4a84"/></linearGradient>
    <path d="M250 250 Q520 196 800 232 Q846 400 872 584 Q560 660 214 604 Q220 420 250 250Z" fill="url(#tp)"/>
    <path d="M360 330 Q520 296 700 322 L724 500 Q540 536 346 512Z" fill="#7fb0e0" opacity=".4"/><path d="M360 330 Q520 296 700 322 L724 500 Q540 536 346 512Z" fill="none" stroke="#14345e" stroke-width="5" opacity=".6"/>
    <path d="M250 250 Q330 330 360 330 M800 232 Q730 300 700 322 M872 584 Q780 540 724 500 M214 604 Q300 560 346 512 M420 246 Q430 300 470 312 M560 640 Q560 570 540 524 M250 430 Q300 440 352 430 M850 430 Q780 430 716 420" stroke="#17406f" stroke-width="7" opacity=".55" fill="none" filter="url(#wob0)"/>
    <path d="M300 268 Q350 330 372 340 M780 250 Q730 310 710 330 M480 236 Q500 290 520 304" stroke="#a9cdf0" stroke-width="5" opacity=".5" fill="none"/>
    <g fill="#c99f63" stroke="#7f5f33" stroke-width="3"><path d="M232 236 L822 212 L824 238 L234 264Z"/><path d="M206 590 L884 566 L886 596 L208 622Z"/><path d="M228 256 L256 254 L232 600 L204 598Z"/><path d="M800 230 L826 228 L886 580 L858 584Z"/></g>
    <g fill="#6a6a6a"><circle cx="260" cy="250" r="5"/><circle cx="520" cy="238" r="5"/><circle cx="790" cy="226" r="5"/><circle cx="250" cy="604" r="5"/><circle cx="560" cy="592" r="5"/><circle cx="850" cy="582" r="5"/></g>"""
    return roof + svg(w, h, defs() + tarp + sun(w, h, 150, 40) + grain(w, h, .1) + vignette(w, h, .3), over=True)


def skylight_new(w, h):
    roof = plane(w, h, field(1500, 1500, CHARCOAL, 60, 112, "sky"), "perspective(1000px) rotateX(36deg) rotateZ(-5deg) scale(1.3)")
    glass = """<path d="M300 230 L740 216 L800 610 L250 628Z" fill="#000" opacity=".5" filter="url(#soft)" transform="translate(20 26)"/>
    <path d="M300 222 L744 208 L812 612 L240 632Z" fill="#3d342c"/><path d="M300 222 L744 208 L752 226 L296 242Z" fill="#6d5f51"/><path d="M330 256 L716 244 L772 582 L282 598Z" fill="#1f252b"/>
    <linearGradient id="gl" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#a9d0ee"/><stop offset=".45" stop-color="#5e93bf"/><stop offset="1" stop-color="#2c4f6e"/></linearGradient>
    <path d="M342 266 L706 255 L760 572 L296 587Z" fill="url(#gl)"/><clipPath id="gc"><path d="M342 266 L706 255 L760 572 L296 587Z"/></clipPath>
    <g clip-path="url(#gc)" filter="url(#soft2)"><ellipse cx="430" cy="350" rx="110" ry="34" fill="#fff" opacity=".75"/><ellipse cx="510" cy="370" rx="120" ry="30" fill="#fff" opacity=".6"/><ellipse cx="660" cy="480" rx="110" ry="30" fill="#fff" opacity=".5"/></g>
    <path d="M342 266 L470 262 L380 585 L296 587Z" fill="#fff" opacity=".22"/><path d="M520 260 L560 259 L520 580 L470 582Z" fill="#fff" opacity=".15"/>
    <path d="M240 632 L812 612 L818 640 L234 660Z" fill="#8d8f90"/><path d="M240 632 L812 612" stroke="#cfd2d3" stroke-width="4"/><rect x="480" y="228" width="80" height="20" fill="#22303a" transform="rotate(-2 520 238)"/>"""
    return roof + svg(w, h, defs() + glass + sun(w, h, 860, 30) + grain(w, h, .08) + vignette(w, h, .28), over=True)


def slate_church(w, h):
    c = Chance("slates")
    rows = ""
    for r in range(17):
        y, k = 60 + r * 46, 0
        x = -60 + (r % 2) * 38
        while x < w + 60:
            gone = (r, k) in {(6, 6), (6, 7), (7, 6), (8, 9), (10, 4), (10, 5), (11, 4), (12, 9)}
            loose = (r, k) in {(7, 8), (9, 6), (11, 7)}
            tone = c.pick(["#56606c", "#636e7b", "#4c5560", "#6f7a80", "#5a6170", "#67605f", "#50605c"])
            if gone:
                rows += f'<rect x="{x}" y="{y}" width="74" height="70" fill="#3b2b1f"/><path d="M{x} {y+16} h74 M{x} {y+40} h74" stroke="#5f4630" stroke-width="9"/>'
            else:
                turn = f' transform="rotate({c.u(9,16):.0f} {x+37} {y}) translate(4 16)"' if loose else ""
                rows += f'<g{turn}><path d="M{x} {y} h74 v62 l-8 10 h-58 l-8 -10Z" fill="#14171b" transform="translate(3 5)" opacity=".6"/><path d="M{x} {y} h73 v60 l-8 10 h-57 l-8 -10Z" fill="{tone}"/><path d="M{x+3} {y+60} l7 8 h55" stroke="#a9b3bb" stroke-width="2" opacity=".5" fill="none"/></g>'
            x, k = x + 76, k + 1
    cross = '<path d="M180 0 L300 780 H380 L230 0Z" fill="#6d8f7c"/><path d="M180 0 L300 780 H320 L196 0Z" fill="#9dbda9"/><path d="M230 0 L380 780 L392 780 L240 0Z" fill="#2d3b34" opacity=".7"/><path d="M268 380 l20 60 -8 40 16 60" stroke="#16201b" stroke-width="6" fill="none"/><path d="M180 0 L300 780 H380 L230 0Z" filter="url(#rough)" opacity=".4"/>'
    return svg(w, h, defs() + f'<rect width="{w}" height="{h}" fill="#30343a"/>' + rows + f'<rect width="{w}" height="{h}" filter="url(#rough)" opacity=".6" style="mix-blend-mode:multiply"/>' + cross + sun(w, h, 800, 30) + grain(w, h, .09) + vignette(w, h, .34))


def bakery_leak(w, h):
    c = Chance("bakery")
    drops = "".join(f'<path d="M{x} {y} q-7 16 0 24 q7 -8 0 -24Z" fill="#dbe8f2" opacity=".85"/>' for x, y in [(c.u(420, 640), c.u(170, 560)) for _ in range(34)])
    streaks = "".join(f'<path d="M{x:.0f} {c.u(100,300):.0f} v{c.u(40,120):.0f}" stroke="#dfeaf3" stroke-width="3" opacity=".5"/>' for x in [c.u(430, 630) for _ in range(26)])
    body = f"""<rect width="{w}" height="{h}" fill="#2c2620"/><rect width="{w}" height="150" fill="#4d463c"/><path d="M0 0 H{w} V130 L0 160Z" fill="#5b5346"/>
    <path d="M400 0 H660 L640 130 Q600 160 540 148 Q470 166 424 132Z" fill="#1b1512"/><path d="M400 0 H660 L640 130 Q600 160 540 148 Q470 166 424 132Z" fill="none" stroke="#8a7754" stroke-width="8"/><path d="M424 132 l-24 34 M640 130 l28 40 M540 148 l6 34" stroke="#8a7754" stroke-width="6"/>
    <rect x="0" y="150" width="{w}" height="470" fill="#6b5a48"/>{"".join(f'<path d="M0 {y} H{w}" stroke="#4c3f32" stroke-width="3"/>' for y in range(180, 620, 44))}{"".join(f'<path d="M{x} 150 V620" stroke="#4c3f32" stroke-width="2" opacity=".7"/>' for x in range(20, w, 64))}
    <rect x="240" y="290" width="560" height="370" rx="10" fill="#7b8084"/><rect x="240" y="290" width="560" height="370" rx="10" fill="url(#steel)"/><linearGradient id="steel" x1="0" x2="1"><stop offset="0" stop-color="#15181a" stop-opacity=".6"/><stop offset=".4" stop-color="#fff" stop-opacity=".28"/><stop offset="1" stop-color="#000" stop-opacity=".5"/></linearGradient>
    {"".join(f'<rect x="280" y="{y}" width="480" height="92" rx="6" fill="#1a1412"/><rect x="292" y="{y+10}" width="456" height="72" rx="4" fill="#3a2418"/><rect x="300" y="{y+30}" width="440" height="5" fill="#ff9a3c" opacity="{o}"/><rect x="420" y="{y-14}" width="200" height="9" rx="4" fill="#d3d7da"/>' for y, o in [(330, .15), (446, .75), (556, .65)])}
    <path d="M0 640 H{w} V{h} H0Z" fill="#3a3630"/><path d="M250 690 Q520 640 800 690 Q860 740 520 760 Q190 740 250 690Z" fill="#93a5b2" opacity=".55"/><ellipse cx="520" cy="706" rx="60" ry="12" fill="none" stroke="#e6eff5" stroke-width="3" opacity=".7"/><ellipse cx="600" cy="722" rx="34" ry="7" fill="none" stroke="#e6eff5" stroke-width="2" opacity=".6"/>
    <g transform="translate(880 560)"><path d="M-60 0 H60 L48 120 H-48Z" fill="#b8342b"/><ellipse rx="60" ry="15" fill="#5e1713"/><path d="M-58 0 Q0 -110 58 0" stroke="#ddd" stroke-width="5" fill="none"/></g>
    {streaks}{drops}<radialGradient id="lamp" cx=".5" cy=".42" r=".65"><stop offset="0" stop-color="#ffd9a0" stop-opacity=".32"/><stop offset=".6" stop-color="#1a0f05" stop-opacity=".25"/><stop offset="1" stop-color="#060302" stop-opacity=".8"/></radialGradient><rect width="{w}" height="{h}" fill="url(#lamp)"/>"""
    return svg(w, h, defs() + body + grain(w, h, .16) + vignette(w, h, .4))


def rotten_deck(w, h):
    c = Chance("deck")
    planks = plane(w, h, wood(1500, 1500, "deck", rot=(720, 640, 330)), "perspective(1200px) rotateX(24deg) rotateZ(-3deg) scale(1.2)", 1500)
    bits = f"""<g filter="url(#soft2)" opacity=".0"></g><path d="M0 0 H{w} V70 Q800 110 620 84 T300 100 Q120 70 0 112Z" fill="#4b4d50"/><path d="M0 0 H{w} V70 Q800 110 620 84 T300 100 Q120 70 0 112Z" filter="url(#rough)" opacity=".5"/><path d="M0 112 Q120 70 300 100 T620 84 Q800 110 {w} 70" stroke="#1a1a1a" stroke-width="9" fill="none" opacity=".6"/>
    <g transform="translate(800 560) rotate(28)"><rect x="6" y="10" width="250" height="34" fill="#000" opacity=".4" filter="url(#soft)"/><rect width="190" height="30" rx="14" fill="#c0392b"/><rect x="186" y="4" width="60" height="22" fill="#9aa0a4"/><path d="M246 -10 l50 10 v30 l-50 10 -10 -26Z" fill="#747b80"/></g>"""
    return planks + svg(w, h, defs() + bits + sun(w, h, 200, 60) + grain(w, h, .1) + vignette(w, h, .34), over=True)


def paper_estimate(w, h):
    rows = [("Replacement cost value", "18,420.00"), ("Less depreciation", "(5,160.00)"), ("Actual cash value", "13,260.00"), ("Less deductible", "(1,500.00)"), ("Net claim payment", "11,760.00")]
    table = "".join(f'<text x="70" y="{430+i*52}" font-size="24" fill="#2b2b2b">{a}</text><text x="560" y="{430+i*52}" font-size="24" fill="#2b2b2b" text-anchor="end" font-weight="{700 if i == 4 else 400}">{b}</text><path d="M70 {444+i*52} H560" stroke="#bbb" stroke-width="1"/>' for i, (a, b) in enumerate(rows))
    pencil = '<g fill="none" stroke="#4a5568" stroke-width="3.4" stroke-linecap="round" filter="url(#chalk2)"><ellipse cx="500" cy="630" rx="92" ry="30"/></g><text x="400" y="520" font-size="34" fill="#4a5568" font-style="italic" font-family="DejaVu Serif" transform="rotate(-4 400 520)" opacity="0">only late</text><text x="300" y="474" font-size="27" fill="#48556b" font-style="italic" font-family="DejaVu Serif" transform="rotate(-4 300 474)">only late!</text><text x="330" y="720" font-size="30" fill="#48556b" font-style="italic" font-family="DejaVu Serif" transform="rotate(-3 330 720)">the big one, p. 1</text>'
    page = f"""<g transform="translate(90 40) rotate(3.5)"><rect x="14" y="18" width="630" height="920" fill="#000" opacity=".45" filter="url(#soft)"/><rect width="630" height="920" fill="#fbfaf5"/><rect width="630" height="920" filter="url(#plaster)" opacity=".16"/>
    <g font-family="Liberation Sans,DejaVu Sans,Inter,sans-serif"><rect x="70" y="60" width="46" height="46" rx="6" fill="#2d5f8b"/><path d="M80 92 L93 70 106 92Z" fill="#fff"/><text x="130" y="82" font-size="25" font-weight="700" fill="#2d5f8b">PRAIRIE MUTUAL</text><text x="130" y="106" font-size="15" fill="#666">Insurance Company · Claims</text>
    <text x="70" y="178" font-size="18" fill="#333">Insured: W. Brandt, 4832 N Oakley Ave</text><text x="70" y="206" font-size="18" fill="#333">Claim PM-88-20417 · Hail · page 3 of 7</text><text x="70" y="300" font-size="27" font-weight="700" fill="#222">Summary for Dwelling</text><path d="M70 318 H560" stroke="#2d5f8b" stroke-width="4"/>
    <g transform="translate(0 -40)">{table}</g><text x="70" y="790" font-size="15" fill="#777">Sample document. Recoverable depreciation is paid when the work is</text><text x="70" y="812" font-size="15" fill="#777">complete and the final invoice has been received.</text></g><g transform="translate(0 -40)">{pencil}</g></g>"""
    tool = '<g transform="translate(560 800) rotate(-32)"><rect x="6" y="12" width="300" height="20" fill="#000" opacity=".4" filter="url(#soft)"/><rect width="250" height="20" fill="#e0a526"/><rect y="6" width="250" height="7" fill="#f3c552"/><path d="M250 0 L300 10 L250 20Z" fill="#e8cfa5"/><path d="M286 7 L300 10 L286 13Z" fill="#333"/><rect x="-24" width="24" height="20" fill="#c9cdd0"/><rect x="-46" width="24" height="20" rx="6" fill="#d77d7d"/></g><g transform="translate(650 190)"><circle r="84" cx="8" cy="12" fill="#000" opacity=".4" filter="url(#soft)"/><circle r="80" fill="#efeae0"/><circle r="66" fill="#3b2314"/><circle r="66" fill="none" stroke="#d8d0c0" stroke-width="5"/><ellipse cx="-18" cy="-22" rx="26" ry="12" fill="#7a5235" opacity=".8"/><path d="M74 -24 q54 0 50 34 q-4 30 -58 22" fill="none" stroke="#efeae0" stroke-width="16"/></g>'
    return f'<div style="position:absolute;inset:0;overflow:hidden">{svg(1500, 1500, defs() + wood(1500, 1500, "table", tones=["#8a5c33", "#94653a", "#7e532d", "#9b6d42"]))}</div>' + svg(w, h, defs() + page + tool + sun(w, h, 90, 60) + grain(w, h, .07) + vignette(w, h, .3), over=True)


def coping_sketch(w, h):
    ink = 'fill="none" stroke="#27405f" stroke-width="6" stroke-linecap="round" stroke-linejoin="round" filter="url(#chalk2)"'
    text = 'font-family="DejaVu Serif" font-style="italic" fill="#27405f" filter="url(#chalk2)"'
    lines = "".join(f'<path d="M0 {y} H640" stroke="#9fc0dc" stroke-width="2"/>' for y in range(90, 900, 42))
    page = f"""<g transform="translate(90 60) rotate(-4)"><rect x="14" y="18" width="640" height="900" fill="#000" opacity=".45" filter="url(#soft)"/><rect width="640" height="900" fill="#fdf6c9"/>{lines}<path d="M86 0 V900" stroke="#e29a9a" stroke-width="3"/><path d="M640 900 L560 900 L640 830Z" fill="#d9cf93"/>
    <path d="M150 420 L150 330 L140 300 L500 262 L512 292 L512 392" {ink}/><path d="M150 420 l-26 22 M512 392 l28 18" {ink}/><path d="M160 250 L490 214 M160 250 l18 -14 M160 250 l20 8 M490 214 l-20 -8 M490 214 l-16 14" {ink}/><path d="M560 300 V390 M560 300 l-9 16 M560 300 l9 16 M560 390 l-9 -16 M560 390 l9 -16" {ink}/>
    <path d="M190 440 L190 620 L470 590 L470 410" {ink} opacity=".6"/><path d="M200 470 h60 M300 460 h70 M390 500 h60 M210 540 h70 M320 560 h70" {ink} opacity=".4"/>
    <text x="290" y="206" font-size="46" {text} transform="rotate(-6 290 206)">16"</text><text x="574" y="362" font-size="40" {text}>4"</text><text x="110" y="120" font-size="46" {text}>Sheridan, 22 ft</text><text x="130" y="730" font-size="40" {text}>bronze. drip edge BOTH</text><text x="130" y="782" font-size="40" {text}>sides this time pls</text></g>"""
    return f'<div style="position:absolute;inset:0;overflow:hidden">{svg(1500, 1500, defs() + wood(1500, 1500, "bench", tones=["#b08a5a", "#a37e50", "#ba9565", "#977347"]))}</div>' + svg(w, h, defs() + page + sun(w, h, 700, 60) + grain(w, h, .08) + vignette(w, h, .34), over=True)


SCENES = {name.replace("_", "-"): globals()[name] for name in [
    "ceiling_stain", "vent_boot", "lead_boot", "hail_chalk", "hail_shingles", "gutter_leaves", "gutter_guard", "flashing_torn", "flashing_new",
    "condo_drone", "oakley_front", "flat_roof_blister", "ponding", "tarp_skylight", "skylight_new", "slate_church", "bakery_leak", "rotten_deck",
    "paper_estimate", "coping_sketch"]}
