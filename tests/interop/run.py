#!/usr/bin/env python3
"""Faxwell against fax programs that nobody here wrote, on a telephone line of audio between pseudo-terminals.

    tests/interop/run.py [--program FAXWELL] [--rig DIRECTORY] [--set short|full] [--out TABLE.md] [LEG...]

The rig is `faxline`: SpanDSP's modems and its fax machine behind pseudo-terminals, built by `make` there. Without it, or
without a leg's program (efax, HylaFAX), the script says `skipped:` and succeeds. Each leg has a line and a data directory of
its own; pages are compared pel by pel. The table says what a leg cost on the line, by phase of T.30.
"""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LEGS = {}


def leg(sets="short full", needs=()):
    def register(function):
        LEGS[function.__name__.replace("_", "-")] = (function, sets.split(), needs)
        return function
    return register


class Failure(Exception):
    pass


def check(holds, words):
    if not holds:
        raise Failure(words)


class Line:
    """A telephone line with its exchange, and our engine on some of its modems."""

    def __init__(self, options, rig, program, modems="ab", ours="a", engine=True, extra=(), settings=()):
        self.rig, self.program, self.ours = rig, program, ours
        # HylaFAX takes an underscore in a device's path for a slash.
        self.folder = tempfile.mkdtemp(prefix="fxl")
        while "_" in self.folder:
            os.rmdir(self.folder)
            self.folder = tempfile.mkdtemp(prefix="fxl")
        self.lines = os.path.join(self.folder, "line")
        self.spool = os.path.join(self.folder, "spool")
        self.data = os.path.join(self.folder, "data")
        for folder in (self.lines, self.spool):
            os.mkdir(folder)
        self.events = os.path.join(self.folder, "events.json")
        self.control_path = os.path.join(self.folder, "control")
        command = [os.path.join(rig, "faxline"), "--spool", self.spool, "--control", self.control_path,
                   "--trace", os.path.join(self.folder, "at.log")]
        for modem in modems:
            if isinstance(modem, tuple):
                name, number, classes = modem
                command += ["--modem2", f"{self.lines}/{name}={number}:{classes}"]
            else:
                command += ["--modem", f"{self.lines}/{modem}={self.number(modem)}"]
        self.processes = []
        with open(self.events, "w") as out, open(os.path.join(self.folder, "faxline.err"), "w") as err:
            self.start(command + list(options), stdout=out, stderr=err)
        self.await_event("ready")
        self.engine = None
        for n, modem in enumerate(ours):
            classes = next((m[2] for m in modems if isinstance(m, tuple) and m[0] == modem), "auto").split(",")[0]
            number = next((m[1] for m in modems if isinstance(m, tuple) and m[0] == modem), self.number(modem))
            add = ["port", "add", "serial", "--device", f"{self.lines}/{modem}", "--number", number, "rings=1"]
            self.faxwell(*add, "--class", classes if classes != "auto" else "auto", *extra)
            del n
        for setting in settings:
            self.faxwell("config", "set", setting)
        if engine:
            self.start_engine()

    @staticmethod
    def number(modem):
        return str(1001 + "abcdefgh".index(modem))

    def start(self, command, **options):
        process = subprocess.Popen(command, **options)
        self.processes.append(process)
        return process

    def start_engine(self):
        log = open(os.path.join(self.folder, "serve.log"), "w")
        environment = dict(os.environ, RUST_LOG="info,faxwell::at=debug")
        self.engine = self.start([self.program, "--data", self.data, "serve"], stdout=log, stderr=log, env=environment)
        self.await_ready()

    def await_ready(self, seconds=20):
        """Until our lines wait for calls."""
        end = time.time() + seconds
        states = []
        while time.time() < end:
            listed = self.faxwell("ports", "--json", fails=True)
            if listed:
                states = [port["state"] for port in listed if port["id"].startswith("serial")]
                if states and all(state == "idle" for state in states):
                    return
            time.sleep(0.1)
        raise Failure(f"the lines are not ready: {states}")

    def faxwell(self, *arguments, fails=False, timeout=600):
        done = subprocess.run([self.program, "--data", self.data, *arguments], capture_output=True, text=True,
                              timeout=timeout)
        if done.returncode and not fails:
            raise Failure(f"faxwell {' '.join(arguments)}: {done.stderr.strip()}")
        try:
            return json.loads(done.stdout)
        except ValueError:
            return None

    def send(self, number, *files, port="serial-1", timeout=600):
        """The job when it is final, or after one try."""
        resolution = "standard" if any("-std" in file for file in files) else "fine"
        jobs = self.faxwell("send", "--port", port, "--to", number, "--wait", "--json", "--no-banner", "--resolution",
                            resolution, *files, fails=True, timeout=timeout)
        check(jobs, "send printed nothing")
        return jobs[0] if isinstance(jobs, list) else jobs.get("jobs", [jobs])[0]

    def received(self, wanted=1, seconds=300):
        """The faxes in our inbox, when there are so many."""
        end = time.time() + seconds
        faxes = []
        while time.time() < end:
            faxes = self.faxwell("inbox", "--json", fails=True) or []
            done = [fax for fax in faxes if fax["status"] not in ("in_progress", "routing")]
            if len(done) >= wanted:
                return done
            time.sleep(0.3)
        raise Failure(f"{len(faxes)} of {wanted} faxes arrived")

    def stored(self, job):
        out = os.path.join(self.folder, f"fax-{job['id']}.tif")
        self.faxwell("export", str(job["id"]), out)
        return out

    def control(self, words):
        with open(self.control_path, "w") as fifo:
            fifo.write(words + "\n")

    def read_events(self):
        for line in open(self.events):
            try:
                yield json.loads(line)
            except ValueError:
                pass

    def await_event(self, name, seconds=20, count=1, **fields):
        end = time.time() + seconds
        while time.time() < end:
            found = [event for event in self.read_events()
                     if event.get("ev") == name and all(event.get(key) == value for key, value in fields.items())]
            if len(found) >= count:
                return found[count - 1]
            time.sleep(0.05)
        raise Failure(f"no {name} {fields or ''} on the line")

    def calls(self):
        return [event for event in self.read_events() if event.get("ev") == "call_end" and event["answered"]]

    def same(self, sent, *received, options=()):
        compare = [sys.executable, os.path.join(self.rig, "pagecmp.py"), *options, sent, *received]
        done = subprocess.run(compare, capture_output=True, text=True)
        check(done.returncode == 0, "pages differ: " + done.stdout.strip().replace("\n", "; "))

    def close(self, keep=False):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(8)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def page(name):
    return os.path.join(RIG, "pages", name)


def completed(job, pages):
    outcome = job.get("outcome") or {}
    check(job["status"] == "completed", f"the job is {job['status']}: {outcome.get('name')}")
    check(job["pages_confirmed"] == pages, f"{job['pages_confirmed']} of {pages} pages are confirmed")


def failed(job, *names):
    outcome = (job.get("outcome") or job["attempts"][-1]["outcome"])["name"]
    check(outcome in names, f"the outcome is {outcome}, not {' or '.join(names)}")


ONE_TRY = ("retries=0",)


# ---- SpanDSP's fax machine ---------------------------------------------------------------------------------------------

def to_machine(document, pages, *options, extra=()):
    line = Line(options, RIG, PROGRAM, extra=extra)
    completed(line.send("329", page(document)), pages)
    line.await_event("fax_phase_e", ok=True)
    line.same(page(document), os.path.join(line.spool, "fax-0001.tif"))
    return line


def from_machine(document, pages, *options, extra=(), fax="1001"):
    line = Line(options, RIG, PROGRAM, extra=extra)
    line.control(f"fax-call {fax} {page(document)}")
    fax = line.received()[0]
    check(fax["pages"] == pages, f"{fax['pages']} of {pages} pages arrived")
    line.same(page(document), line.stored(fax))
    line.await_event("fax_phase_e", ok=True)
    return line


@leg()
def machine_send_ecm():
    return to_machine("text-fine.tif", 1)


@leg("full")
def machine_send_ecm_two():
    return to_machine("text2-fine.tif", 2)


def five_pages():
    """All kinds of pages in one document."""
    out = os.path.join(tempfile.gettempdir(), f"faxwell-five-{os.getpid()}.tif")
    names = ("text2-fine.tif", "text-fine.tif", "photo-fine.tif", "mixed-fine.tif")
    subprocess.run(["tiffcp", "-c", "g4", *map(page, names), out], check=True, capture_output=True)
    return out


@leg("full", needs=["tiffcp"])
def machine_send_five():
    return to_machine(five_pages(), 5)


@leg("full", needs=["tiffcp"])
def machine_receive_five():
    return from_machine(five_pages(), 5)


@leg("full")
def machine_receive_ecm():
    return from_machine("text2-fine.tif", 2)


@leg("full")
def machine_send_plain():
    return to_machine("text2-fine.tif", 2, "--ecm", "off")


@leg("full")
def machine_receive_plain():
    return from_machine("photo-fine.tif", 1, extra=("ecm=off",))


@leg("full")
def machine_send_dithered():
    return to_machine("photo-fine.tif", 1)


@leg("full")
def machine_send_v29():
    return to_machine("text2-fine.tif", 2, "--modems", "v29,v27ter")


@leg("full")
def machine_receive_v29():
    return from_machine("text2-fine.tif", 2, "--modems", "v29,v27ter")


@leg("full")
def machine_send_v27():
    return to_machine("text-std.tif", 1, "--modems", "v27ter")


@leg("full")
def machine_receive_v27():
    return from_machine("text-std.tif", 1, "--modems", "v27ter")


@leg("full")
def machine_send_standard_plain():
    return to_machine("text-std.tif", 1, "--ecm", "off", "--compression", "mh")


# ---- two modems of ours -----------------------------------------------------------------------------------------------

@leg()
def both_ends():
    line = Line((), RIG, PROGRAM, ours="ab")
    completed(line.send("1002", page("mixed-fine.tif")), 1)
    line.same(page("mixed-fine.tif"), line.stored(line.received()[0]))
    line.await_ready(5)
    return line


# ---- calls that fail --------------------------------------------------------------------------------------------------

def unanswered(number, *names):
    line = Line(("--ring-timeout", "20"), RIG, PROGRAM, settings=ONE_TRY)
    failed(line.send(number, page("text-std.tif")), *names)
    line.await_ready(5)
    return line


@leg()
def busy():
    return unanswered("2879", "busy")


@leg("full")
def no_answer():
    return unanswered("66267937", "no_answer")


@leg("full")
def voice():
    return unanswered("86423", "not_a_fax")


@leg("full")
def unknown_number():
    return unanswered("555", "disconnected", "bad_number")


@leg("full")
def cut_while_sending():
    line = Line(("--drop-page", "2:3", "--drop-calls", "1"), RIG, PROGRAM, settings=("retry_delay_min=0",))
    job = line.send("329", page("text2-fine.tif"))
    completed(job, 2)
    check(len(job["attempts"]) == 2, f"{len(job['attempts'])} calls were made")
    check(job["attempts"][0]["outcome"]["name"] == "disconnected", f"{job['attempts'][0]['outcome']['name']}")
    line.await_ready(5)
    return line


@leg("full")
def cut_while_receiving():
    line = Line(("--drop-page", "2:3"), RIG, PROGRAM)
    line.control(f"fax-call 1001 {page('text2-fine.tif')}")
    fax = line.received()[0]
    check(fax["pages"] >= 1 and fax["outcome"]["name"] != "received", f"{fax['pages']} pages, {fax['outcome']['name']}")
    line.await_ready(5)
    return line


# ---- bad lines --------------------------------------------------------------------------------------------------------

@leg("full")
def delay_500_ms():
    return to_machine("text-fine.tif", 1, "--delay", "250")


@leg("full")
def echo_300_ms():
    return to_machine("text-fine.tif", 1, "--echo", "30:300")


@leg("full")
def hits_send():
    return to_machine("text2-fine.tif", 2, "--ber", "3e-5", "--impair-when", "fast", "--seed", "8")


@leg("full")
def hits_receive():
    return from_machine("text2-fine.tif", 2, "--ber", "3e-5", "--impair-when", "fast", "--seed", "4")


@leg("full")
def noise_receive():
    return from_machine("text-fine.tif", 1, "--noise", "-50", "--loss", "14")


@leg("full")
def refused_page():
    line = Line(("--ecm", "off", "--rtn", "1"), RIG, PROGRAM)
    job = line.send("329", page("text2-fine.tif"))
    completed(job, 2)
    verdicts = [result["verdict"] for result in job["page_results"]]
    check("confirmed_after_resend" in verdicts, f"{verdicts}")
    return line


# ---- a port that goes away --------------------------------------------------------------------------------------------

@leg("full")
def pulled_in_every_phase():
    line = Line((), RIG, PROGRAM)
    link = os.path.join(line.lines, "a")
    for seconds in (1, 4, 9, 14, 20, 27):
        sending = subprocess.Popen([PROGRAM, "--data", line.data, "send", "--port", "serial-1", "--to", "329", "--wait",
                                    "--json", "--quiet", "--no-banner", page("text-fine.tif")],
                                   stdout=subprocess.PIPE, text=True)
        time.sleep(seconds)
        exchange = line.processes[0]
        exchange.send_signal(signal.SIGKILL)
        exchange.wait(10)
        time.sleep(2)
        for name in os.listdir(line.lines):
            os.remove(os.path.join(line.lines, name))
        with open(line.events, "a") as events, open(os.devnull, "w") as err:
            command = [os.path.join(RIG, "faxline"), "--spool", line.spool, "--control", line.control_path,
                       "--modem", f"{link}=1001", "--modem", f"{line.lines}/b=1002"]
            line.processes[0] = subprocess.Popen(command, stdout=events, stderr=err)
        # Plugged in again, the job is done without anybody's help.
        out, _ = sending.communicate(timeout=200)
        job = json.loads(out)
        completed(job[0] if isinstance(job, list) else job, 1)
        check(line.engine.poll() is None, "the engine ended")
        line.await_ready(90)
    return line


# ---- efax -------------------------------------------------------------------------------------------------------------

def efax(line, *arguments, log="efax.log"):
    command = ["efax", "-d", f"{line.lines}/b", "-o1", "-v", "ewinchmart", "-l", "+1 555 1002", "-i", "E0", *arguments]
    err = open(os.path.join(line.folder, log), "w")
    return line.start(command, cwd=line.folder, stdout=subprocess.DEVNULL, stderr=err)


def to_efax(document, pages):
    line = Line((), RIG, PROGRAM)
    receiver = efax(line, "-w", "-iS0=1", "-r", "rx")
    line.await_event("modem_open", modem="1002")
    time.sleep(2)
    completed(line.send("1002", page(document)), pages)
    check(receiver.wait(30) == 0, "efax is not content")
    line.same(page(document), *sorted(os.path.join(line.folder, f) for f in os.listdir(line.folder) if f.startswith("rx.")))
    return line


@leg(needs=["efax"])
def efax_send():
    return to_efax("text-fine.tif", 1)


@leg("full", needs=["efax"])
def efax_send_dithered():
    return to_efax("photo-fine.tif", 1)


@leg(needs=["efax", "tiffsplit"])
def efax_receive():
    line = Line((), RIG, PROGRAM)
    subprocess.run(["tiffsplit", page("text2-fine.tif"), os.path.join(line.folder, "p_")], check=True)
    files = sorted(os.path.join(line.folder, f) for f in os.listdir(line.folder) if f.startswith("p_"))
    sender = efax(line, "-t", "T1001", *files)
    check(sender.wait(300) == 0, "efax is not content")
    fax = line.received()[0]
    check(fax["pages"] == 2, f"{fax['pages']} pages arrived")
    # efax puts a header above each page.
    line.same(page("text2-fine.tif"), line.stored(fax), options=("--rows", "3", "--shift", "60"))
    return line


# ---- Class 2 and 2.0 --------------------------------------------------------------------------------------------------

def class2_line(classes, *options, **rest):
    return Line(options, RIG, PROGRAM, modems=(("d", "1004", classes), "b"), ours="d", **rest)


def class2_send(classes, document="text2-fine.tif", pages=2):
    line = class2_line(classes)
    completed(line.send("329", page(document)), pages)
    line.same(page(document), os.path.join(line.spool, "fax-0001.tif"))
    return line


def class2_receive(classes, document="text2-fine.tif", pages=2):
    line = class2_line(classes)
    line.control(f"fax-call 1004 {page(document)}")
    fax = line.received()[0]
    check(fax["pages"] == pages, f"{fax['pages']} of {pages} pages arrived")
    line.same(page(document), line.stored(fax))
    return line


def register_class2():
    for classes in ("2", "2.0"):
        for way, run in (("send", class2_send), ("receive", class2_receive)):
            name = f"class{classes}-{way}"
            LEGS[name] = (lambda run=run, classes=classes: run(classes), ["short", "full"] if (classes, way) == ("2.0", "send") else ["full"], ())
        quirks = ["no-xon", "dc1", "dc2", "strip-rtc", "ok-first", "mh", "br=3"] + (["rx-lsb"] if classes == "2" else [])
        for quirk in quirks:
            way = class2_receive if quirk in ("rx-lsb", "dc1", "dc2", "strip-rtc") else class2_send
            name = f"class{classes}-{quirk.replace('=', '')}"
            LEGS[name] = (lambda way=way, both=f"{classes},{quirk}": way(both), ["full"], ())


register_class2()


# ---- HylaFAX ----------------------------------------------------------------------------------------------------------

class HylaFax:
    """A HylaFAX of its own on modem b, as the rig's README has it."""

    def __init__(self, line):
        self.line = line
        self.spool = os.path.join(line.folder, "hyla")
        shutil.copytree("/var/spool/hylafax", self.spool, symlinks=True, ignore_dangling_symlinks=True)
        shutil.copytree("/etc/hylafax", os.path.join(self.spool, "etc"), dirs_exist_ok=True)
        self.device = f"{line.lines}/b".replace("/", "_")
        etc = os.path.join(self.spool, "etc")
        cache = open(f"{etc}/setup.cache").read().splitlines()
        with open(f"{etc}/setup.cache", "w") as out:
            out.write("\n".join(f"SPOOL='{self.spool}'" if l.startswith("SPOOL=") else l for l in cache) + "\n")
        for script in ("notify", "faxrcvd"):
            path = f"{self.spool}/bin/{script}"
            if os.path.lexists(path):
                os.remove(path)
            with open(path, "w") as out:
                out.write("#!/bin/sh\nexit 0\n")
            os.chmod(path, 0o755)
        common = "CountryCode: 1\nAreaCode: 555\nLongDistancePrefix: 1\nInternationalPrefix: 011\n"
        with open(f"{etc}/config", "w") as out:
            out.write("LogFacility: daemon\n" + common + 'DialStringRules: "etc/dialrules"\nServerTracing: 0x1\n')
        with open(f"{etc}/dialrules", "w") as out:
            out.write("Area=${AreaCode}\nCountry=${CountryCode}\nIDPrefix=${InternationalPrefix}\n"
                      "LDPrefix=${LongDistancePrefix}\nCanonicalNumber := [\n[^+0-9]+\t=\n]\nDialString := [\n[^0-9]+\t\t=\n]\n")
        with open(f"{etc}/config.{self.device}", "w") as out:
            out.write(common + "FAXNumber: +1.555.1002\nDialStringRules: etc/dialrules\nServerTracing: 0x1\n"
                      "SessionTracing: 0x0FFFF\nRecvFileMode: 0644\nLogFileMode: 0644\nDeviceMode: 0666\n"
                      'RingsBeforeAnswer: 1\nSpeakerVolume: off\nLocalIdentifier: "HylaFAX 1002"\n'
                      "TagLineFont: etc/lutRS18.pcf\nMaxRecvPages: 50\nModemType: Class1\n"
                      'ModemResetCmds: "ATH1\\nAT+VCID=1"\nModemReadyCmds: ATH0\nClass1AdaptRecvCmd: AT+FAR=1\n'
                      'Class1TMConnectDelay: 400\nCallIDPattern: "NMBR = "\n')
        with open(f"{etc}/hosts.hfaxd", "w") as out:
            out.write("localhost\n127.0.0.1\n")
        os.chmod(line.folder, 0o755)
        subprocess.run(["chown", "-R", "uucp:uucp", self.spool], check=True)
        os.chmod(f"{etc}/hosts.hfaxd", 0o600)
        quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        line.start(["faxq", "-D", "-q", self.spool], **quiet)
        line.start(["hfaxd", "-d", "-q", self.spool, "-l", "127.0.0.1", "-i", "4571"], **quiet)
        line.start(["faxgetty", "-q", self.spool, f"{line.lines}/b"], **quiet)
        end = time.time() + 40
        status = f"{self.spool}/status/{self.device}"
        while time.time() < end:
            if os.path.exists(status) and "Running and idle" in open(status).read():
                return
            time.sleep(0.2)
        raise Failure("HylaFAX is not ready")

    def received(self):
        queue = f"{self.spool}/recvq"
        return sorted(os.path.join(queue, f) for f in os.listdir(queue) if f.startswith("fax"))

    def send(self, number, document):
        command = ["sendfax", "-n", "-m", "-t", "1", "-T", "1", "-h", f"{self.device}@localhost:4571", "-f", "tester",
                   "-d", number, document]
        done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, FAXUSER="root"))
        check("request id is" in done.stdout, f"sendfax: {done.stderr}")
        job = done.stdout.split("request id is ")[1].split()[0]
        end, path = time.time() + 240, f"{self.spool}/doneq/q{job}"
        while time.time() < end and not os.path.exists(path):
            time.sleep(0.3)
        check(os.path.exists(path) and "state:7" in open(path).read(), "HylaFAX's job is not done")


HYLAFAX = ["faxq", "hfaxd", "faxgetty", "sendfax"]


def to_hylafax(document, pages, extra=()):
    line = Line((), RIG, PROGRAM, extra=extra)
    other = HylaFax(line)
    completed(line.send("1002", page(document)), pages)
    time.sleep(2)
    line.same(page(document), *other.received(), options=("--chop",))
    return line


@leg("full", needs=HYLAFAX)
def hylafax_send():
    return to_hylafax("text2-fine.tif", 2)


@leg("full", needs=HYLAFAX)
def hylafax_send_plain():
    return to_hylafax("text-fine.tif", 1, extra=("ecm=off",))


@leg("full", needs=HYLAFAX)
def hylafax_receive():
    line = Line((), RIG, PROGRAM)
    HylaFax(line).send("1001", page("text2-fine.tif"))
    fax = line.received()[0]
    check(fax["pages"] == 2, f"{fax['pages']} pages arrived")
    line.same(page("text2-fine.tif"), line.stored(fax), options=("--top", "30", "--chop"))
    return line


# ---- many lines -------------------------------------------------------------------------------------------------------

@leg("full")
def four_modems_ten_minutes():
    line = Line((), RIG, PROGRAM, modems="abcd", ours="abcd")
    pid, ticks = line.engine.pid, os.sysconf("SC_CLK_TCK")

    def used():
        fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / ticks

    began, before, rounds = time.time(), used(), 0
    while time.time() - began < 600:
        for port, number in (("serial-1", "1002"), ("serial-3", "1004")):
            line.faxwell("send", "--port", port, "--to", number, "--no-banner", page("text2-fine.tif"))
        rounds += 1
        line.received(2 * rounds, 200)
    share = (used() - before) / (time.time() - began)
    sent = line.faxwell("sent", "--json")
    check(len(sent) == 2 * rounds and all(job["status"] == "completed" for job in sent), "not every fax is confirmed")
    check(all(len(job["attempts"]) == 1 for job in sent), "a fax needed a second call")
    check(share < 0.10, f"{share:.1%} of a core")
    line.words = f"{2 * rounds} faxes, {share:.1%} of a core"
    return line


# ---- running ----------------------------------------------------------------------------------------------------------

def row(name, line):
    calls = line.calls()
    if not calls:
        return f"| {name} | ok | | | | | | | {getattr(line, 'words', '')} |"
    call = calls[-1]
    phases = " | ".join(f"{call['phases'][phase]:.2f}" for phase in "ABCDE")
    how = f"{call['modem']}/{call['rate']} {'ECM ' if call['ecm'] else ''}{call['comp']}".strip()
    return f"| {name} | ok | {call['line_s']:.2f} | {phases} | {getattr(line, 'words', how)} |"


def run_leg(name, function, keep):
    """Whether it held, and its row of the table."""
    opened, original, held = [], Line.__init__, False

    def remember(self, *arguments, **rest):
        opened.append(self)
        original(self, *arguments, **rest)

    Line.__init__ = remember
    try:
        words, held = row(name, function()), True
    except (Failure, subprocess.TimeoutExpired, KeyError, ValueError) as failure:
        words = f"| {name} | FAILED | | | | | | | {type(failure).__name__}: {failure} |"
    finally:
        Line.__init__ = original
        for each in opened:
            each.close(keep=keep and not held)
    return held, words


def main():
    global RIG, PROGRAM
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(ROOT, "target", "debug", "faxwell"))
    parser.add_argument("--rig", default=os.environ.get("FAXWELL_RIG", os.path.join(ROOT, "..", "shared", "interop")))
    parser.add_argument("--set", default="short", choices=["short", "full"])
    parser.add_argument("--out")
    parser.add_argument("--tries", type=int, default=1, help="how often a leg may be tried: a busy machine is late for audio")
    parser.add_argument("--keep", action="store_true", help="keep what failed legs left behind")
    parser.add_argument("legs", nargs="*", metavar="LEG")
    options = parser.parse_args()
    RIG, PROGRAM = os.path.abspath(options.rig), os.path.abspath(options.program)
    if not os.path.isfile(os.path.join(RIG, "faxline.c")):
        print("skipped: the rig of SpanDSP modems is not here; FAXWELL_RIG names its directory")
        return 0
    built = os.path.join(tempfile.gettempdir(), f"faxwell-rig-{os.getuid()}")
    shutil.copytree(RIG, built, dirs_exist_ok=True)
    made = subprocess.run(["make", "-C", built], capture_output=True, text=True)
    if made.returncode:
        print("skipped: the rig cannot be built; it needs libspandsp-dev and libtiff-dev:", made.stderr.strip()[-300:])
        return 0
    RIG = built
    try:
        import PIL  # noqa: F401
    except ImportError:
        print("skipped: pages cannot be compared without python3-pil")
        return 0
    names = options.legs or [name for name, (_, sets, _) in LEGS.items() if options.set in sets]
    head = "| leg | result | line s | A | B | C | D | E | how |\n|---|---|---|---|---|---|---|---|---|"
    table, bad = [head], 0
    print(head, flush=True)
    for name in names:
        function, _, needs = LEGS[name]
        missing = [tool for tool in needs if not shutil.which(tool)]
        if missing:
            print(f"skipped: {name} needs {', '.join(missing)}", flush=True)
            continue
        for again in range(options.tries):
            held, words = run_leg(name, function, options.keep)
            if held:
                break
            if again + 1 < options.tries:
                print(words, "(once more)", flush=True)
        bad += not held
        print(words, flush=True)
        table.append(words)
    if options.out:
        with open(options.out, "w") as out:
            out.write("\n".join(table) + "\n")
    return 1 if bad else 0


RIG = PROGRAM = ""
if __name__ == "__main__":
    sys.exit(main())
