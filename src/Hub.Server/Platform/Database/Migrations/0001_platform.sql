CREATE SCHEMA platform;

-- Nodes of this installation. A lease names the node and the life (boot) that took it.
CREATE TABLE platform.node (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Facts: something that happened, written in the transaction that made it happen. Read in (tx, id) order below the snapshot's xmin,
-- so that no commit can slip in behind a reader. Dropped by partition.
CREATE TABLE platform.fact (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    shard smallint NOT NULL,
    lane uuid NOT NULL,
    type text NOT NULL,
    data jsonb NOT NULL
) PARTITION BY RANGE (at);
CREATE INDEX fact_order ON platform.fact (tx, id);

-- How far a durable handler has read, per shard.
CREATE TABLE platform.cursor (
    handler text NOT NULL,
    shard smallint NOT NULL,
    tx xid8 NOT NULL,
    fact_id bigint NOT NULL,
    PRIMARY KEY (handler, shard)
) WITH (fillfactor = 50);

-- Leases on things that only one node may do. The fence grows with every holder and is checked where the work is recorded.
CREATE TABLE platform.lease (
    name text PRIMARY KEY,
    node_id uuid,
    fence bigint NOT NULL DEFAULT 0,
    until timestamptz NOT NULL
);

-- Slow work, claimed with SKIP LOCKED.
CREATE TABLE platform.job (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    key text NOT NULL,
    data jsonb NOT NULL,
    run_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts int NOT NULL DEFAULT 0,
    node_id uuid,
    lease_until timestamptz,
    fence bigint NOT NULL DEFAULT 0,
    error text,
    UNIQUE (kind, key)
);
CREATE INDEX job_due ON platform.job (run_at) WHERE lease_until IS NULL;
CREATE INDEX job_leased ON platform.job (lease_until) WHERE lease_until IS NOT NULL;

-- What could not be processed: kept with its raw bytes until a person has settled it.
CREATE TABLE platform.parked (
    id uuid PRIMARY KEY,
    kind text NOT NULL,               -- inbound, fact, job
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    account_id uuid,
    handler text,
    lane text NOT NULL,
    key text NOT NULL,
    raw bytea NOT NULL,
    error text NOT NULL,
    attempts int NOT NULL DEFAULT 1,
    UNIQUE (kind, key)
);
CREATE INDEX parked_at ON platform.parked (at DESC, id);
