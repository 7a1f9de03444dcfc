#!/usr/bin/env python3
"""Prints the name of this machine's processor, or with --file the name of its file of figures.

    processor_name.py [--file]

A name without a number, as virtual machines have it, is followed by the processor's family and model.
"""
import platform
import re
import subprocess
import sys


def title(cpuinfo):
    """The name in a text of the form of /proc/cpuinfo."""
    fields = {}
    for line in cpuinfo.splitlines():
        key, _, value = line.partition(":")
        fields.setdefault(key.strip(), value.strip())
    name = re.sub(r"\((R|r|TM|tm)\)", " ", fields.get("model name", ""))
    name = re.sub(r"@.*|\b\d+-Core\b|\bCPU\b|\bProcessor\b", " ", name)
    name = " ".join(name.split())
    numbers = [f"{key} {fields[word]}" for key, word in (("family", "cpu family"), ("model", "model"))
               if fields.get(word)]
    if not re.search(r"\d", name) and numbers:
        name = f"{name or 'Processor'} ({', '.join(numbers)})"
    return name or "unknown processor"


def file_name(name):
    """The name of the file of a processor's figures."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())) + ".md"


def this_title():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return title(file.read())
    except OSError:
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        try:
            name = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            name = platform.machine()
        return title(f"model name: {name}")


def main():
    if sys.argv[1:] not in ([], ["--file"]):
        sys.exit("usage: processor_name.py [--file]")
    name = this_title()
    print(file_name(name) if sys.argv[1:] else name)


if __name__ == "__main__":
    main()
