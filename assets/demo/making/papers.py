"""The PDF estimates: one letterhead, three jobs."""

STYLE = """<style>
@page { size: Letter; margin: 22mm 20mm }
body { font: 11pt/1.5 'Inter','Helvetica',sans-serif; color: #1c2733 }
header { display: flex; justify-content: space-between; border-bottom: 2px solid #b4472a; padding-bottom: 10px; margin-bottom: 26px }
h1 { font-size: 20pt; margin: 0; letter-spacing: -.3px } h2 { font-size: 13pt; margin: 24px 0 6px }
small { color: #5d6b78 } table { width: 100%; border-collapse: collapse; margin-top: 8px }
td { padding: 7px 0; border-bottom: 1px solid #dfe4e8; vertical-align: top } td:last-child { text-align: right; white-space: nowrap }
.sum td { font-weight: 700; border-bottom: 0; font-size: 13pt; padding-top: 12px }
.sample { position: fixed; bottom: 0; color: #9aa5ae; font-size: 8.5pt }
</style>"""


def estimate(number, to, place, rows, total, notes):
    cells = "".join(f"<tr><td>{what}</td><td>{price}</td></tr>" for what, price in rows)
    return f"""<!doctype html><meta charset="utf-8"><title>Estimate {number}</title>{STYLE}
<header><div><h1>Lakeview Roofing</h1><small>3100 N Example Ave, Chicago · (312) 555-0142</small></div>
<div style="text-align:right"><b>Estimate {number}</b><br><small>good for 60 days</small></div></header>
<p><b>{to}</b><br>{place}</p>
<h2>Scope</h2><table>{cells}<tr class="sum"><td>Total</td><td>{total}</td></tr></table>
<h2>Notes</h2><p>{notes}</p>
<p style="margin-top:48px">______________________________<br><small>Accepted, date and signature</small></p>
<div class="sample">Sample data: this firm, this customer and these prices are made up.</div>"""


PAPERS = {
    "estimate-wolcott": estimate("2207", "Hawthorne Property Management, Janelle Pruitt", "1140 N Wolcott Ave, flat roof, 2,400 sq ft", [
        ("Tear-off of the existing roof to the deck, disposal", "$6,900"), ("Replacement of wet insulation, about one third", "$4,350"),
        ("Polyiso insulation R-30 over the whole area", "$8,200"), ("60 mil white TPO membrane, fully adhered", "$9,800"),
        ("Curbs and flashing for two rooftop units, two drains", "$2,950"), ("Permit, lift, protection of the alley", "$1,250")],
        "$33,450", "Two working days, weather permitting. Cars in the alley have to be moved. 20-year material and 10-year workmanship warranty."),
    "estimate-keeler": estimate("2224", "Ahmed Farouk", "9021 Keeler Ave, Skokie, 26 squares", [
        ("Tear-off of one layer, disposal", "$3,380"), ("Ice and water shield at eaves and valleys", "$1,460"),
        ("Synthetic underlayment, architectural shingles, six nails", "$7,540"), ("New valley metal, pipe boots, chimney flashing", "$1,690"),
        ("Ridge vent, 44 ft", "$680"), ("Permit and magnet clean-up", "$450")],
        "$15,200", "Ten-year workmanship warranty. Sheets of decking, if rotten: $78 each, with a picture of every one."),
    "estimate-natoma": estimate("2231", "Frank Dombrowski", "5231 S Natoma Ave, Chicago, 19 squares", [
        ("Tear-off of asphalt layer and wood shake, disposal", "$4,900"), ("New deck over the old boards, 1/2 inch plywood", "$4,100"),
        ("Ice and water shield, synthetic underlayment", "$1,750"), ("Architectural shingles, six nails", "$5,300"),
        ("Porch roof, 90 sq ft", "$850"), ("Permit", "$500")],
        "$17,400", "The permit is included. The porch is included. Newspapers found under the shake are the owner's."),
}
