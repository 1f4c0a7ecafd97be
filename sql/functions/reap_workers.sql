-- reap_workers: takes the jobs of dead workers back.
--
-- Dead is: its lock is free and its heartbeat over 0.4 s old; or its heartbeat is over 1.5 s old (a stopped process, a cut
-- network). For 2 s after the server's start nobody is: all locks look free then, until the workers have come back.
-- Jobs that were being written while their worker was reaped are found again by the next call: a row of a worker goes
-- only when none of its jobs is left.
-- Result: how many jobs can be claimed again. Called by: worker, every 250 ms.
create or replace function reap_workers() returns integer
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_worker record;
    v_count  integer := 0;
begin
    if pg_postmaster_start_time() > clock_timestamp() - interval '2 seconds' then
        return 0;
    end if;
    for v_worker in
        select worker_id, lock_key, heartbeat_at
        from worker
        where heartbeat_at < clock_timestamp() - interval '400 milliseconds'
        for update skip locked
    loop
        if v_worker.heartbeat_at < clock_timestamp() - interval '1500 milliseconds'
            or pg_try_advisory_xact_lock(v_worker.lock_key)
        then
            v_count := v_count + give_back_jobs(v_worker.worker_id, '{}', true);
            delete from worker w
            where w.worker_id = v_worker.worker_id
                and not exists (select from job j where j.state = 'running' and j.worker_id = w.worker_id);
        end if;
    end loop;

    -- What is leased to a worker that there is not is taken back, too: nothing else would ever find it.
    for v_worker in
        select distinct j.worker_id
        from job j
        where j.state = 'running' and not exists (select from worker w where w.worker_id = j.worker_id)
    loop
        v_count := v_count + give_back_jobs(v_worker.worker_id, '{}', true);
    end loop;
    return v_count;
end
$$;
comment on function reap_workers is 'Takes the jobs of dead workers back.';
