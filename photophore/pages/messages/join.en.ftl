### Joining for good, coming back, and bringing others.

nav-join = Join
join-title = Join
join-about = Two touches, and your smile is yours for good. You decide who sees it, and can leave or be erased at any time.

join-waiting = Looking for the hub …
join-error = { $what }. { $try }
join-lost = The hub does not answer

join-invited =
    { $role ->
        [wearer] You are invited to wear a smile here.
       *[other] You are invited. { join-role }
    }
join-role =
    { $role ->
        [artist] Artists write designs of light that others can wear.
        [host] Hosts bring people into step at a gathering.
        [organiser] Organisers look after a collective, and invite people.
        [clinic] The clinic sees what a wearer lets it see, and each look is told to the wearer.
        [council] The council makes this city’s rules, in the open.
        [operator] The operator looks after this hub.
       *[wearer] Whoever wears a smile decides who sees it.
    }
join-age = Roughly how old are you?
join-age-adult = 18 or older
join-age-teen = 13 to 17
join-age-child = 12 or younger
join-age-why = Stricter rules protect you if you are under 18. Nothing else asks for your age, and no birthday is kept.
join-light = What may your smile show?
join-light-why = You can change this at any time. Nobody sees anything before you say so.
join-step-back = Back

join-done = You are here
join-done-says = This device knows you from now on. Your smile is still dark. Shall it light?
join-light-me = Yes, light my smile
join-light-later = Not now
join-lit = Your smile is lit
join-lit-says = Only you see it. Go dark at any moment: one touch, no question asked.
join-to-smile = To your smile
join-to-me = Decide who may see you

join-here = You are here already
join-here-says = This device knows you.
join-leave = Let this device forget me
join-offer =
    { $role ->
        [artist] Be an artist here?
        [host] Be a host here?
        [organiser] Be an organiser here?
        [clinic] Be of the clinic here?
        [council] Be of the council here?
        [operator] Be the operator here?
       *[wearer] You are here already
    }
join-offer-yes =
    { $role ->
        [wearer] Fine
       *[other] Yes
    }
join-offer-no = No, leave it
join-back = Welcome back
join-back-says = This link brings you to this device. Nothing of yours changes.
join-back-yes = Come in

join-dead = This link does not open any more
join-dead-says = A link lets one person in, once, and not for long. It may be used up or too old; it is nothing you did. Ask whoever gave it to you for another.
join-closed = To join you need a link
join-closed-says = Somebody who is here can make one for you, on their own page Join. Until then you can look around as a guest.
join-plain = Here you can be a guest
join-plain-says = What your phone sends on this network is not encrypted, so others could read along and pretend to be you. That is why nobody joins for good this way.
join-plain-go = Join by the safe way
join-plain-ask = To join for good, go to the hub’s own screen, or ask who looks after it for a safe way (photophore tls).
join-guest = Come as a guest
join-guest-says = A guest’s smile lights, too. When you close the page, nothing of you is kept.

join-passkey = Know me by this device’s lock
join-passkey-says = A passkey: your finger, face or PIN opens it. It never leaves your device, and brings you back if this hub forgets it.
join-passkey-made = Done: this device’s lock brings you back from now on.
join-passkey-come = I was here before: open with my device’s lock

join-bring = Bring more
join-bring-me = My other device
join-bring-role =
    { $role ->
        [artist] An artist
        [host] A host
        [organiser] An organiser
        [clinic] Somebody of the clinic
        [council] Somebody of the council
        [operator] Another operator
       *[wearer] Somebody
    }
join-bring-alt = A code for a phone’s camera. It opens the page Join with a link for one person.
join-bring-says =
    { $who ->
        [me] Point your other device’s camera at this code. It brings you there, once, within { $minutes } minutes. Show it to nobody else.
       *[other] Let them point their phone’s camera at this code. It lets one person in, once, within { $minutes } minutes.
    }
join-bring-plain = A phone cannot join for good by it: this hub has no safe way yet. Whoever looks after it can set one up with photophore tls.
join-bring-link =
    { $where ->
        [far] Or send this link. It works once, as the code does.
       *[own] Or open this link on this machine, in another browser or a private window: in this browser it would be for you. It works once, as the code does.
    }
join-bring-copy = Copy the link
join-bring-copied = The link is copied.

join-senses = What works by this way, and why
join-way =
    { $way ->
        [secure] This page came encrypted: nobody reads along.
        [own] This is the hub’s own screen: nothing leaves it.
       *[plain] This page came over plain HTTP. Browsers lend their senses only to pages that come encrypted.
    }
join-sense =
    { $state ->
        [on] works
        [plain] off, because this page did not come encrypted
        [name] off, because this address has no safe name
       *[absent] this browser does not have it
    }
join-sense-passkey = Coming back by your device’s lock
