-- register_worker: makes a worker known as alive, and takes the advisory lock that shows it.
--
-- Call it on a session that stays open and idle for as long as the worker lives: the lock goes with the session. After
-- the session was lost, call it again with the worker's id: it keeps its jobs where nobody has taken them back yet, and
-- gets a lock on a new key, so that a lock's key is never used twice.
-- Parameters: p_worker_id: null the first time. Result: the worker's id.
-- Called by: worker.
create or replace function register_worker(p_worker_id bigint, p_name text) returns bigint
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_lock_key  bigint := next_id();
    v_worker_id bigint := coalesce(p_worker_id, v_lock_key);
begin
    perform pg_advisory_lock(v_lock_key);
    insert into worker (worker_id, name, lock_key, heartbeat_at)
    values (v_worker_id, p_name, v_lock_key, clock_timestamp())
    on conflict (worker_id) do update
        set lock_key = excluded.lock_key, heartbeat_at = excluded.heartbeat_at;
    return v_worker_id;
end
$$;
comment on function register_worker is 'Makes a worker known as alive.';
