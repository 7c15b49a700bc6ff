### The lines, their calls, the modem wizard.

## The cards of the lines, in as many columns as fit.

port-progress = Progress on { $name }
port-last-failure = Last failure: { $error }
port-sends = Sends
port-sends-tip = Whether this line may send faxes
port-answers = Answers
port-answers-tip = Whether this line answers calls
port-speed-times = { $speed } × speed
port-real-time = Real time
port-speed-10 = 10 × speed
port-speed-100 = 100 × speed
port-speed-1000 = 1000 × speed
port-speed-of = Speed of { $name }

## What the ports pane shows

port-today = { $sent } sent · { $received } received
port-today-failed = { $sent } sent · { $received } received · { $failed } failed
port-starting = Starting
port-idle = Idle
port-ringing = Ringing
port-offline = Offline
port-answering = Answering
port-receiving = Receiving
call-to = to { $who }
call-from = from { $who }
call-unknown = an unknown caller
call-wants-to-talk = The other side wants to talk: lift the handset and choose Talk
call-talking = On the telephone; the fax waits
rate-with-modulation = { $rate } bit/s { $modulation }
call-dialling = Dialling
call-training-with = Training at { $rate }
port-unusable = The line cannot be used
port-getting-ready = Getting ready
port-call-comes = A call comes in
port-ready-answers =
    { $rings ->
        [one] Ready · answers after { $rings } ring
       *[other] Ready · answers after { $rings } rings
    }
port-ready-sends = Ready to send · does not answer calls
port-only-answers =
    { $rings ->
        [one] Does not send · answers after { $rings } ring
       *[other] Does not send · answers after { $rings } rings
    }
port-off = Switched off: neither sends nor answers
ports-all-idle =
    { $lines ->
        [one] { $lines } line · all idle
       *[other] { $lines } lines · all idle
    }
ports-busy =
    { $lines ->
        [one] { $lines } line · { $busy } busy
       *[other] { $lines } lines · { $busy } busy
    }
line-ringing = { $name } is ringing
lines-offline =
    { $lines ->
        [one] { $lines } line offline
       *[other] { $lines } lines offline
    }
lines-idle =
    { $lines ->
        [one] { $lines } line idle
       *[other] { $lines } lines idle
    }
line-fetching = { $name } fetching page { $page } from { $who }
line-sending = { $name } sending page { $page } of { $pages } to { $who }
line-connected = { $name } connected to { $who }
line-training = { $name } training with { $who }
line-ending = { $name } ending the call to { $who }
line-dialling = { $name } dialling { $who }
line-receiving-from = { $name } receiving page { $page } from { $who }
line-receiving = { $name } receiving page { $page }
line-ending-from = { $name } ending the call from { $who }
line-answering-from = { $name } answering a call from { $who }
line-ending-in = { $name } ending the call
line-answering = { $name } answering a call
ladder-a = A · Call
ladder-b = B · Who are you, what can you do
ladder-b-again = B · Agreeing again
ladder-e = E · Goodbye
ladder-c = C · Page { $page }

## The conversation of a call as a ladder

ladder-loading = Fetching the conversation
ladder-none = There is no conversation
ladder-empty-hint = Every signal of the next call on this line appears here while it happens
ladder-empty = No call yet
ladder-we-send = we send
ladder-they-answer = they answer
ladder-we = we:
ladder-they = they:
ladder-term = { $term }: { $meaning }
ladder-octets = Octets { $hex }
ladder-back = Back to the lines
ladder-try-of = Try { $number } of { $count }
ladder-try = Try
ladder-show-fax = Show the fax

## The ports

provider-bad-server = { $name } could not be tried: { $why }
provider-bad-guid = { $name } has a bad GUID: { $why }
provider-bad-version = { $name } is made for another version: { $why }
provider-bad-load = { $name } cannot be loaded: { $why }
provider-bad-export = { $name } lacks a function: { $why }
provider-bad-init = { $name } did not begin: { $why }
provider-has-failed =
    { $count ->
        [one] { $name } has failed once: { $why }
       *[other] { $name } has failed { $count } times, at last: { $why }
    }
ports-none = No line yet
ports-none-hint = A fresh start has two virtual lines
conversation-of-job = Job { $number } · conversation
conversation-of-line = { $line } · conversation
conversation-live = live
conversation-last-at = last call · { $when }
conversation-last = last call

## Adding a modem

modem-best = The best it has
modem-class-1 = Class 1
modem-class-1-0 = Class 1.0
modem-class-2 = Class 2
modem-class-2-0 = Class 2.0
modem-class-2-1 = Class 2.1
modem-add-title = Add a modem
modem-plug-in = Plug the modem in, then choose the port it is on.
modem-looking = Looking for ports…
modem-no-port = No serial port was found. Is the modem plugged in and switched on?
modem-port = Port
modem-number = Number of the line
modem-fax-class = Fax class
modem-adding = Adding…
modem-add-and-test = Add and test
cancel = Cancel
modem-works = The modem works
modem-fails = The modem does not work yet
modem-test-call = Test call to
modem-test-call-hint = A fax number that answers, or nothing
modem-done = Done
modem-test-again = Test again
modem-remove-line = Remove the line
modem-test-again-tip = Also listens for the dial tone
modem-testing = Testing { $name }…
modem-testing-hint = The modem is asked what it is and what it can do. A test call takes up to two minutes.
modem-used = used by a line
