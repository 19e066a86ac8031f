extension ResultsDatabase {
  /// "kfct": what tells a database of results from others.
  static let applicationID = 0x6B66_6374
  /// Raised whenever a table changes.
  static let schemaVersion = 1

  /// Tables and views, as Documentation/ResultsDatabase.md describes them.
  static let schema = """
    CREATE TABLE runs (
      run_id INTEGER PRIMARY KEY,
      identity TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      scenario TEXT NOT NULL,
      path TEXT NOT NULL,
      finished_on TEXT,
      engine TEXT,
      seed TEXT NOT NULL,
      replications INTEGER,
      first_replication INTEGER,
      currency TEXT NOT NULL,
      version TEXT NOT NULL,
      command TEXT NOT NULL,
      objective TEXT,
      choice TEXT,
      headline TEXT NOT NULL,
      scenario_yaml TEXT NOT NULL
    );
    CREATE TABLE scenario_values (
      run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      path TEXT NOT NULL,
      value TEXT NOT NULL,
      number REAL,
      unit TEXT,
      PRIMARY KEY (run_id, path)
    ) WITHOUT ROWID;
    CREATE TABLE candidates (
      run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      candidate_id INTEGER NOT NULL,
      candidate TEXT NOT NULL,
      role TEXT NOT NULL,
      is_choice INTEGER NOT NULL,
      replications INTEGER NOT NULL,
      PRIMARY KEY (run_id, candidate_id)
    ) WITHOUT ROWID;
    CREATE TABLE candidate_levels (
      run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      candidate_id INTEGER NOT NULL,
      path TEXT NOT NULL,
      level TEXT NOT NULL,
      PRIMARY KEY (run_id, candidate_id, path)
    ) WITHOUT ROWID;
    CREATE TABLE metrics (
      run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      candidate_id INTEGER NOT NULL,
      metric TEXT NOT NULL,
      unit TEXT NOT NULL,
      mean REAL, sd REAL, mcse REAL, q05 REAL, q25 REAL, q50 REAL, q75 REAL, q95 REAL,
      undefined INTEGER NOT NULL,
      variance_parameters REAL,
      PRIMARY KEY (run_id, candidate_id, metric)
    ) WITHOUT ROWID;
    CREATE TABLE replications (
      run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      candidate_id INTEGER NOT NULL,
      metric TEXT NOT NULL,
      replication INTEGER NOT NULL,
      value REAL,
      PRIMARY KEY (run_id, candidate_id, metric, replication)
    ) WITHOUT ROWID;
    CREATE TABLE series (
      run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      series TEXT NOT NULL,
      position INTEGER NOT NULL,
      time TEXT NOT NULL,
      mean REAL, sd REAL, mcse REAL, q05 REAL, q25 REAL, q50 REAL, q75 REAL, q95 REAL,
      PRIMARY KEY (run_id, series, position)
    ) WITHOUT ROWID;
    CREATE TABLE differences (
      run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      first TEXT NOT NULL,
      second TEXT NOT NULL,
      mean REAL, low REAL, high REAL,
      variance_reduction REAL,
      PRIMARY KEY (run_id, first, second)
    ) WITHOUT ROWID;
    CREATE TABLE parameters (
      run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      name TEXT NOT NULL,
      path TEXT,
      mean REAL, sd REAL, q05 REAL, q95 REAL,
      PRIMARY KEY (run_id, name)
    ) WITHOUT ROWID;
    CREATE TABLE sensitivities (
      run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      path TEXT NOT NULL,
      q05 REAL, median REAL, q95 REAL,
      regret_at_q05 REAL, regret_at_q95 REAL,
      evppi REAL, evppi_error REAL,
      PRIMARY KEY (run_id, path)
    ) WITHOUT ROWID;
    CREATE TABLE scores (
      run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      series TEXT NOT NULL,
      method TEXT NOT NULL,
      forecasts INTEGER NOT NULL,
      mean_absolute_percentage_error REAL,
      relative_crps REAL,
      coverage_50 REAL, coverage_90 REAL,
      PRIMARY KEY (run_id, series, method)
    ) WITHOUT ROWID;
    CREATE VIEW run_metrics AS
      SELECT r.run_id, r.scenario, r.kind, r.engine, r.finished_on, r.path, c.candidate, c.role,
        c.is_choice, m.metric, m.unit, r.currency, m.mean, m.sd, m.mcse, m.q05, m.q50, m.q95
      FROM metrics m JOIN candidates c USING (run_id, candidate_id) JOIN runs r USING (run_id);
    CREATE VIEW growth AS
      SELECT r.run_id, r.scenario, r.path, s.series, s.position, s.time, s.mean, s.q05, s.q50, s.q95
      FROM series s JOIN runs r USING (run_id);
    CREATE VIEW choices AS
      SELECT r.run_id, r.scenario, r.kind, r.path, r.choice, r.objective, m.mean, m.mcse, r.headline
      FROM runs r JOIN candidates c ON c.run_id = r.run_id AND c.is_choice = 1
        JOIN metrics m ON m.run_id = c.run_id AND m.candidate_id = c.candidate_id
          AND m.metric = r.objective;
    CREATE VIEW fitted_parameters AS
      SELECT r.run_id, r.scenario, r.path AS folder, p.name, p.path, p.mean, p.sd, p.q05, p.q95
      FROM parameters p JOIN runs r USING (run_id);
    """

  /// Those that hold parts of a run.
  static let parts = [
    "scenario_values", "candidates", "candidate_levels", "metrics", "replications", "series",
    "differences", "parameters", "sensitivities", "scores",
  ]
}
