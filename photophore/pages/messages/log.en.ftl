### The log: what was decided, and that nobody rewrote it.

nav-log = Log
log-title = The log: what was decided, and that nobody rewrote it
log-about = Everything that was decided in this hub stands here, sealed and in order. Your browser checks that nothing old was changed.
log-heading = What was decided stays decided
log-lead = Each time somebody decides who may see their smile, one entry is written here. Entries grow like a tree: one ring for each day. Whoever changed an old entry would change every ring after it, so it would be seen. Do not believe us: your browser checks it now.
log-wait = Bringing the log …
log-failed = The log did not come. The hub may be away; nothing that stands in it is lost by this.
log-retry = Try again

## What was checked

log-signed =
    { $count ->
        [one] Signed with the hub’s own key
       *[other] Signed with the hub’s own keys, { $count } kinds of them
    }
log-signed-says = { $kinds }. Nobody without the secret key can write this signature.
log-first = This is your first look
log-first-says = The keys came from the hub itself, so this once you trust it. From now on your browser remembers them and how far the tree had grown; if anything older is ever changed, it will tell you.
log-again = Nothing has changed since your last look
log-again-says =
    { $count ->
        [0] You were here on { $when }. No entry came since.
        [one] You were here on { $when }. One entry came since; all that stood there then stands there now.
       *[other] You were here on { $when }. { $count } entries came since; all that stood there then stands there now.
    }
log-whole =
    { $count ->
        [one] Check the one entry that there is
       *[other] Check all { $count } entries
    }
log-whole-says = Your browser brings every entry and works the whole tree out again, from the first leaf to the top.
log-checking = { $done } of { $of } entries agree so far
log-stop = Stop
log-whole-done =
    { $count ->
        [one] The one entry agrees
       *[other] All { $count } entries agree
    }
log-whole-done-says = Your browser hashed every one of them and came to exactly the number that the hub signed.
log-forget = Forget what my browser remembers
log-forgotten = Forgotten. Your next look is a first look again.

## When something does not hold

log-bad = This log cannot be trusted just now
log-bad-says = { $why } It is nothing you did. Save this page, ask whoever keeps the hub, and ask others what they see.
log-bad-form = What came is not a log.
log-bad-key = A key of the hub does not match its own name.
log-bad-signature = A signature is wrong: somebody changed what the hub had signed.
log-bad-unsigned = Nobody whose key is known has signed this.
log-bad-tile = A piece of the tree is not what it must be.
log-bad-gone = A piece of the tree is missing.
log-bad-root = The entries do not lead to what was signed.
log-bad-rewritten = Something old was rewritten since your browser last looked.
log-bad-smaller = The log has become smaller since your browser last looked.
log-bad-other = This is not the log that your browser remembers: its name or its keys are others.
log-bad-entry = This entry is not the one that the tree holds.

## Rings and entries

log-rings = A tree seen from above, one ring for each day and a point of light for each entry. The oldest day is in the middle: { $first }. The newest is { $last }. { $count } entries in all.
log-days = Days
log-older = A day earlier
log-newer = A day later
log-day-count =
    { $count ->
        [0] no entry
        [one] one entry
       *[other] { $count } entries
    }
log-ring-checking = Looking at this day’s ring …
log-ring-holds = This ring was signed on its own day, and today’s tree still contains it unchanged.
log-ring-last = The newest ring: it still grows.
log-ring-gone = This day’s own signature is not here. Its entries can be checked all the same.
log-more =
    { $count ->
        [one] One more
       *[other] { $count } more
    }
log-kind-consent = Somebody decided about their own smile
log-kind-grant = Somebody decided about their own smile
log-kind-erasure = Somebody was erased, as they asked
log-kind-policy = A rule for all: { $name }, version { $version }
log-kind-policy-urgent = A rule for all, at once: { $name }, version { $version }
log-kind-policy-ended = A rule for all has ended: { $name }, version { $version }
log-kind-role-grant = Somebody became { $role }
log-kind-role-revoke = Somebody is no longer { $role }
log-kind-incident = Something went wrong, and it is told: { $what }
log-kind-incident-detected = Something was noticed, and it is told: { $says }
log-kind-incident-explained = Why it went wrong: { $says }
log-kind-incident-contained = What was done so that it did not spread: { $says }
log-kind-incident-mended = It was mended: { $says }
log-kind-incident-told = Those it touched were told: { $says }
log-kind-incident-closed = It is over: { $says }
log-kind-incident-owed = An answer is owed: { $says }
log-kind-incident-answered = An answer was given: { $says }
log-kind-rest-rest = Light was asked to rest in { $where }
log-kind-rest-over = An order to rest is over
log-kind-rest-cosign = This hub signed another hub’s order to rest: { $where }
log-kind-rest-hub-introduce = This hub offered another to sign its orders to rest: { $hub }
log-kind-rest-hub-propose = One office agreed that another hub may sign orders to rest here: { $hub }
log-kind-rest-hub-know = From a day later on, another hub may sign orders to rest here: { $hub }
log-kind-rest-hub-forget = Another hub may no longer sign orders to rest here: { $hub }
log-kind-hub-key = The hub told everybody by which key its own word is known
log-kind-release = A release was published: { $name }, version { $version }
log-kind-release-withdrawn = A release was taken back: { $name }, version { $version }
log-kind-release-root = The list of who may release was signed anew: version { $version }
log-kind-gathering-open = A gathering was opened
log-kind-gathering-end = A gathering was ended
log-kind-design-publish = An artist published a design: { $hash }
log-kind-design-withdraw = A design was taken back: { $hash }
log-kind-design-unsafe = A design was found unsafe, and nobody wears it: { $hash }
log-kind-restore = The hub was put back from a copy
log-kind-key = A key of the hub changed
log-kind-other = An entry about “{ $kind }”
log-kind-strange = An entry in a form that this page does not know
log-role-wearer = a wearer
log-role-artist = an artist
log-role-host = a host
log-role-organiser = an organiser
log-role-clinic = a clinic
log-role-council = a member of the council
log-role-operator = an operator

## One entry and its proof

log-sealed = It is sealed. The log holds only this pattern; what it stands for is kept by the one who decided, and by nobody else who could open it here. They can show that the pattern is theirs. If they have it erased, the pattern stays and means nothing any more.
log-seal = The seal
log-facts = What it says, to everybody
log-proof = Where it stands in the tree
log-proof-says = Every entry has a pattern of light, worked out from its letters. Two neighbours together give a new pattern; two of those the next; until one is left for the whole tree. One changed letter below, and the top looks quite different.
log-step-leaf = The pattern of this entry
log-step-left = with its neighbour on the left
log-step-right = with its neighbour on the right
log-found = What your browser found at the top
log-signed-root = What the hub signed
log-same = They are the same. Entry { $index } stands in the log just as the hub signed it.
log-differs = They differ. Do not trust this entry.
log-one = This is the only entry, so its pattern is the whole tree’s.
log-keep = Keep the proof
log-keep-entry = Keep the entry
log-keep-says = With both files and the hub’s key, anybody can check this on any computer, without the hub:
log-copy = Copy
log-copied = Copied

## An empty log

log-empty = Nothing has been decided here yet
log-empty-says = This is what the log will look like: the first decision makes a point of light, the first day a ring. It begins when somebody joins and decides who may see their smile.
log-empty-join = Join, and decide
