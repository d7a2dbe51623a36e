-- The index of an archive; docs/format.md says what every table and view is for.
CREATE TABLE state (digest TEXT NOT NULL);

CREATE TABLE cycle (name TEXT PRIMARY KEY, position INTEGER NOT NULL UNIQUE, results INTEGER NOT NULL);

CREATE TABLE election (
  id INTEGER PRIMARY KEY, cycle TEXT NOT NULL REFERENCES cycle (name), kind TEXT NOT NULL,
  nominations_from TEXT, nominations_until TEXT, voting_from TEXT, voting_until TEXT, source TEXT NOT NULL
);

CREATE TABLE leaderless (
  cycle TEXT NOT NULL REFERENCES cycle (name), project TEXT NOT NULL, team TEXT NOT NULL, PRIMARY KEY (cycle, project)
);

CREATE TABLE person (
  id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, candidacies INTEGER NOT NULL,
  elected INTEGER NOT NULL, first_cycle TEXT NOT NULL REFERENCES cycle (name), last_cycle TEXT NOT NULL REFERENCES cycle (name)
);

CREATE TABLE candidacy (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, cycle TEXT NOT NULL REFERENCES cycle (name), role TEXT NOT NULL,
  project TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL, person_id INTEGER NOT NULL REFERENCES person (id),
  name TEXT, email TEXT, nick TEXT, submitted TEXT, title TEXT, elected INTEGER, withdrawn INTEGER NOT NULL,
  withdrawn_date TEXT, withdrawn_source TEXT, sources INTEGER NOT NULL, variants INTEGER NOT NULL, words INTEGER NOT NULL,
  rule TEXT NOT NULL, confidence REAL NOT NULL, reasons TEXT NOT NULL, origin TEXT NOT NULL, sha256 TEXT NOT NULL,
  listed TEXT, page TEXT NOT NULL UNIQUE
);
CREATE INDEX candidacy_cycle ON candidacy (cycle);
CREATE INDEX candidacy_team ON candidacy (team);
CREATE INDEX candidacy_person ON candidacy (person_id);

CREATE TABLE source (
  id INTEGER PRIMARY KEY, candidacy INTEGER NOT NULL REFERENCES candidacy (id), kind TEXT NOT NULL, url TEXT, list TEXT,
  message_id TEXT, commit_id TEXT, path TEXT, date TEXT, sha256 TEXT, raw TEXT, change TEXT, author TEXT, email TEXT, title TEXT
);
CREATE INDEX source_candidacy ON source (candidacy);

CREATE TABLE variant (
  id INTEGER PRIMARY KEY, candidacy INTEGER NOT NULL REFERENCES candidacy (id), origin TEXT NOT NULL, sha256 TEXT NOT NULL,
  similarity REAL NOT NULL, text TEXT NOT NULL
);
CREATE INDEX variant_candidacy ON variant (candidacy);

CREATE TABLE removed (
  id INTEGER PRIMARY KEY, candidacy INTEGER NOT NULL REFERENCES candidacy (id), label TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, text TEXT NOT NULL, post TEXT NOT NULL
);
CREATE INDEX removed_candidacy ON removed (candidacy);

CREATE TABLE review (
  id TEXT PRIMARY KEY, cycle TEXT, role TEXT, project TEXT, person TEXT, name TEXT, email TEXT, title TEXT, submitted TEXT,
  kind TEXT NOT NULL, rule TEXT NOT NULL, confidence REAL NOT NULL, reasons TEXT NOT NULL, urls TEXT NOT NULL, text TEXT NOT NULL
);

-- rowid is candidacy.id
CREATE VIRTUAL TABLE statement USING fts5 (
  name, project, title, text, tokenize = 'porter unicode61 remove_diacritics 2'
);

-- Who stands for what, with the words: what most questions begin with.
CREATE VIEW standing AS
SELECT candidacy.*, coalesce(person.name, candidacy.person) AS candidate, person.slug, cycle.position,
  CASE WHEN withdrawn THEN 'withdrawn' WHEN candidacy.elected = 1 THEN 'elected' WHEN candidacy.elected = 0 THEN 'not elected'
       ELSE candidacy.elected END AS outcome
FROM candidacy JOIN cycle ON cycle.name = candidacy.cycle JOIN person ON person.id = candidacy.person_id;

-- A row per seat and cycle. A team is leaderless where nobody stood or all withdrew, contested where more than one stood; for the
-- committee, whose seats vary, it is contested where somebody was not elected, and null where results are not known.
CREATE VIEW seat AS
WITH stood AS (
  SELECT cycle, role, team, max(project) AS project, sum(NOT withdrawn) AS candidates,
         sum(NOT withdrawn AND elected IS 1) AS elected, sum(NOT withdrawn AND elected IS 0) AS defeated
  FROM candidacy GROUP BY cycle, role, team
  UNION ALL
  SELECT cycle, 'PTL', team, project, 0, 0, 0 FROM leaderless
  WHERE NOT EXISTS (
    SELECT 1 FROM candidacy AS c WHERE c.cycle = leaderless.cycle AND c.team = leaderless.team AND c.role = 'PTL'
  )
)
SELECT stood.*,
  CASE WHEN candidates = 0 THEN 'leaderless'
       WHEN role = 'PTL' THEN iif(candidates > 1, 'contested', 'uncontested')
       WHEN defeated > 0 THEN 'contested'
       WHEN elected = candidates THEN 'uncontested' END AS state,
  position,
  (SELECT substr(min(coalesce(nominations_from, nominations_until, voting_from)), 1, 4) FROM election
   WHERE election.cycle = stood.cycle) AS year
FROM stood JOIN cycle ON cycle.name = stood.cycle;

-- A row per cycle that has a candidacy or a leaderless team: what changed over the years.
CREATE VIEW over_time AS
SELECT cycle, seat.position, year,
  (SELECT count(*) FROM candidacy AS c WHERE c.cycle = seat.cycle AND role = 'PTL') AS ptl,
  (SELECT count(*) FROM candidacy AS c WHERE c.cycle = seat.cycle AND role = 'TC') AS tc,
  (SELECT count(DISTINCT person_id) FROM candidacy AS c WHERE c.cycle = seat.cycle) AS people,
  sum(role = 'PTL') AS teams, sum(role = 'PTL' AND state = 'contested') AS contested,
  sum(role = 'PTL' AND state = 'uncontested') AS uncontested, iif(results, sum(role = 'PTL' AND state = 'leaderless'), NULL) AS leaderless,
  (SELECT round(avg(words)) FROM candidacy AS c WHERE c.cycle = seat.cycle AND words > 0) AS words
FROM seat JOIN cycle ON cycle.name = seat.cycle GROUP BY cycle;

-- A row per team over all its cycles.
CREATE VIEW team AS
SELECT team AS name, role, count(*) AS cycles, sum(candidates) AS candidates, sum(state = 'contested') AS contested,
  sum(state = 'leaderless') AS leaderless, min(position) AS first_position, max(position) AS last_position
FROM seat GROUP BY team, role;
