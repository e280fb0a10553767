#!/usr/bin/env bash
# Makes a sample workspace for the four real servers: `workspace.sh DIR SERVERS`, where SERVERS is the
# folder that install.sh printed. DIR gets files, a git repository, a memory, a home folder and an
# mcp.json. Equal runs make equal files and equal commit hashes.
set -euo pipefail

usage="usage: workspace.sh DIR SERVERS"
mkdir -p "${1:?$usage}"
dir=$(cd "$1" && pwd)
servers=$(cd "${2:?$usage}" && pwd)

# ---------------------------------------------------------------- a folder of text files
mkdir -p "$dir/files"/{meetings,orders,recipes,letters} "$dir/home"
cd "$dir/files"

cat > README.md <<'TEXT'
# Harbour Bakery

Shared folder of the bakery at 14 Quay Street. Meeting notes go to `meetings`, one file for each day;
orders of restaurants and offices to `orders`; recipes are for 40 pieces unless they say otherwise.
TEXT
cat > team.csv <<'TEXT'
name,role,email,started
Ines Moreau,owner,ines@harbourbakery.example,2019-04-01
Tom Adeyemi,head baker,tom@harbourbakery.example,2020-09-15
Lena Fischer,orders,lena@harbourbakery.example,2022-02-01
Ravi Patel,deliveries,ravi@harbourbakery.example,2024-06-10
TEXT
cat > opening-hours.txt <<'TEXT'
Monday closed
Tuesday to Friday 06:30-18:00
Saturday 07:00-16:00
Sunday 08:00-12:00
TEXT
cat > meetings/2026-02-17.md <<'TEXT'
# Team meeting, 17 February 2026

Present: Ines, Tom, Lena, Ravi

- The second oven is repaired on 3 March; until then no orders over 120 pieces.
- Lena asks every restaurant for its Easter order by 13 March.
- Ravi needs a new delivery bicycle. Offer: 2,480 euros. Ines decides next week.
TEXT
cat > meetings/2026-02-24.md <<'TEXT'
# Team meeting, 24 February 2026

Present: Ines, Tom, Ravi

- Ines agrees to the delivery bicycle. Ravi orders it at Kessler's.
- Tom wants to try the rye starter from Malmo for two weeks.
- Flour goes up by 4% from April.
TEXT
cat > orders/2026-03.csv <<'TEXT'
order,customer,item,pieces,price_each,delivery
B-1041,Cafe Lotse,croissant,60,1.35,2026-03-06
B-1042,Hotel Seeblick,baguette,45,1.80,2026-03-06
B-1043,Marlow & Sons,rye loaf,12,4.90,2026-03-07
B-1044,Cafe Lotse,cinnamon roll,30,1.95,2026-03-10
B-1045,City Library,pretzel,80,1.10,2026-03-12
TEXT
cat > orders/standing.txt <<'TEXT'
Hotel Seeblick: 45 baguettes every Friday
Cafe Lotse: 60 croissants every Friday, 40 on Sundays
City Library: 20 pretzels on the first Tuesday of the month
TEXT
cat > orders/complaints.log <<'TEXT'
2026-02-09 Hotel Seeblick: 6 baguettes missing, refunded 10.80
2026-02-21 Marlow & Sons: rye loaf too dark, replaced the same day
2026-02-27 Cafe Lotse: delivery 40 minutes late
TEXT
cat > recipes/croissant.md <<'TEXT'
# Croissants (40 pieces)

1.6 kg flour type 550, 160 g sugar, 32 g salt, 60 g yeast, 800 ml milk, 900 g butter for folding.
Three single folds, 30 minutes of rest between them. 17 minutes at 190 degrees.
TEXT
cat > recipes/rye-loaf.md <<'TEXT'
# Rye loaf (8 loaves)

4 kg rye flour, 2.8 l water, 90 g salt, 1.2 kg starter. Rest 90 minutes. 55 minutes at 230, falling to 190 degrees.
TEXT
cat > letters/seeblick.txt <<'TEXT'
To: Martha Lind, Hotel Seeblick <m.lind@seeblick.example>
Subject: Easter order

Dear Martha,
please tell us by 13 March how many pieces you need for the Easter weekend.
Kind regards, Lena
TEXT
cat > letters/supplier.txt <<'TEXT'
To: Kessler Bicycles <shop@kessler.example>
Subject: Delivery bicycle

We would like to order the cargo model at 2,480 euros, delivered before 20 March.
Ravi Patel
TEXT

# ---------------------------------------------------------------- a git repository with a history
rm -rf "$dir/repo"
mkdir "$dir/repo"
cd "$dir/repo"
export HOME=$dir/home GIT_CONFIG_NOSYSTEM=1
# The servers may run as another user than the one who made the repository.
git config --global safe.directory '*'
git config --global init.defaultBranch main

commit() { # commit DATE NAME EMAIL MESSAGE
    git add --all
    GIT_AUTHOR_DATE=$1 GIT_COMMITTER_DATE=$1 GIT_AUTHOR_NAME=$2 GIT_COMMITTER_NAME=$2 \
        GIT_AUTHOR_EMAIL=$3 GIT_COMMITTER_EMAIL=$3 git -c commit.gpgsign=false commit --quiet --message "$4"
}

git init --quiet
printf '# ovenplan\n\nPlans which tray goes into which oven.\n' > README.md
printf 'def minutes(recipe):\n    return recipe["bake"]\n' > ovenplan.py
commit 2026-01-12T09:00:00+01:00 "Tom Adeyemi" tom@harbourbakery.example "Start with baking times"
printf 'croissant,17\nrye loaf,55\nbaguette,22\n' > recipes.csv
commit 2026-01-13T10:30:00+01:00 "Tom Adeyemi" tom@harbourbakery.example "Add recipes"
printf 'import csv\n\n\ndef load(path):\n    with open(path) as file:\n        return {name: int(bake) for name, bake in csv.reader(file)}\n' > recipes.py
commit 2026-01-20T16:05:00+01:00 "Lena Fischer" lena@harbourbakery.example "Read recipes from the file"
printf 'def minutes(recipe):\n    """Baking time with five minutes for loading."""\n    return recipe["bake"] + 5\n' > ovenplan.py
commit 2026-02-02T08:45:00+01:00 "Ravi Patel" ravi@harbourbakery.example "Count the time for loading"
git tag v0.1
git checkout --quiet -b two-ovens
printf 'OVENS = ["left", "right"]\n' > ovens.py
commit 2026-02-18T11:20:00+01:00 "Lena Fischer" lena@harbourbakery.example "Name both ovens"
git checkout --quiet main
printf 'pretzel,14\n' >> recipes.csv
commit 2026-02-25T07:55:00+01:00 "Tom Adeyemi" tom@harbourbakery.example "Add pretzels"

# ---------------------------------------------------------------- a memory
cat > "$dir/memory.jsonl" <<'TEXT'
{"type":"entity","name":"Ines Moreau","entityType":"person","observations":["owns Harbour Bakery","prefers mail to calls"]}
{"type":"entity","name":"Tom Adeyemi","entityType":"person","observations":["head baker","on holiday from 23 March 2026"]}
{"type":"entity","name":"Hotel Seeblick","entityType":"customer","observations":["45 baguettes every Friday","contact is Martha Lind"]}
{"type":"entity","name":"Cafe Lotse","entityType":"customer","observations":["orders croissants and cinnamon rolls"]}
{"type":"entity","name":"second oven","entityType":"equipment","observations":["repair on 3 March 2026"]}
{"type":"relation","from":"Tom Adeyemi","to":"Ines Moreau","relationType":"works for"}
{"type":"relation","from":"Tom Adeyemi","to":"second oven","relationType":"uses"}
TEXT

# ---------------------------------------------------------------- the servers, as any client knows them
cat > "$dir/mcp.json" <<TEXT
{
  "mcpServers": {
    "filesystem": {
      "command": "node",
      "args": ["$servers/node_modules/@modelcontextprotocol/server-filesystem/dist/index.js", "$dir/files"],
      "env": {"HOME": "$dir/home"}
    },
    "memory": {
      "command": "node",
      "args": ["$servers/node_modules/@modelcontextprotocol/server-memory/dist/index.js"],
      "env": {"HOME": "$dir/home", "MEMORY_FILE_PATH": "$dir/memory.jsonl"}
    },
    "time": {
      "command": "$servers/python/bin/python",
      "args": ["-m", "mcp_server_time", "--local-timezone", "Europe/Berlin"],
      "env": {"HOME": "$dir/home"}
    },
    "git": {
      "command": "$servers/python/bin/python",
      "args": ["-m", "mcp_server_git", "--repository", "$dir/repo"],
      "env": {"HOME": "$dir/home", "GIT_CONFIG_NOSYSTEM": "1"}
    }
  }
}
TEXT
