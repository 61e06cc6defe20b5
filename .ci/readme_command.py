"""Print the n-th command block of the README (its two commands are promises that CI keeps)."""

import re
import sys
from pathlib import Path

readme, number = Path(sys.argv[1]), int(sys.argv[2])
blocks = re.findall(r"^```sh\n(.*?)^```", readme.read_text(encoding="utf-8"), re.M | re.S)
if len(blocks) < number:
    sys.exit(f"{readme}: it has {len(blocks)} command blocks, and number {number} was asked for")
sys.stdout.write(blocks[number - 1].strip() + "\n")
