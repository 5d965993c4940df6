### What is said here, held against what was published.

nav-fidelity = Proofs
fidelity-title = Is it true? Photophore, held against what was published
fidelity-about = Every claim about hearts, feelings, flashes, colours and places, with its source, its target and what was measured. Failures are shown as failures.
fidelity-heading = Is it true?
fidelity-lead = Photophore says things about hearts, feelings, flashes, colours and places. Each stands here beside a number that others published, with what was measured. Do not believe it: every part has one command, and you can run it yourself.
fidelity-wait = Bringing the record …
fidelity-failed = The record did not come. The hub may be away; nothing of yours is touched by this.
fidelity-retry = Try again
fidelity-none-yet = Nothing has been measured yet. Run this, and the table fills:
fidelity-when = Measured on { $date }, on a machine of this kind: { $machine }.
fidelity-open-all = Open all parts
fidelity-close-all = Close all parts
fidelity-failing =
    { $count ->
        [one] One claim fails:
       *[other] { $count } claims fail:
    }
fidelity-filter = Show
fidelity-all = all { $count }
fidelity-passed =
    { $count ->
        [one] 1 that agrees
       *[other] { $count } that agree
    }
fidelity-failures =
    { $count ->
        [0] none that fails
        [one] 1 that fails
       *[other] { $count } that fail
    }
fidelity-unjudged =
    { $count ->
        [one] 1 not judged
       *[other] { $count } not judged
    }
fidelity-pass = agrees
fidelity-fail = fails
fidelity-open = not judged
fidelity-empty = Nothing of that kind is in this record.
fidelity-what = Claim
fidelity-target = Target
fidelity-measured = Measured
fidelity-result = Result
fidelity-source = Source: { $source }
fidelity-english = The claims are kept in the words in which they were measured, in English.
fidelity-run = See it yourself
fidelity-copy = Copy
fidelity-copied = Copied
fidelity-needs = DIR is a folder that holds the open data { $needs }.
fidelity-no-pass = What was not judged is no pass: it is told for what it is worth, or its data was not given.
fidelity-part-signals = Hearts and skins tell stress from rest
fidelity-part-fusion = A belief is as sure as it says
fidelity-part-feelings = Simulated feelings move as people’s do
fidelity-part-flashes = The light meter counts as others count
fidelity-part-logs = The light meter’s rows are those that were published
fidelity-part-guard = The guard lets no flash through
fidelity-part-colours = Feelings have the colours that were published
fidelity-part-places = The city on the map is the city that was published
