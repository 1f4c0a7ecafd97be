-- give_back_jobs: makes the running jobs of a worker claimable again, without counting an attempt.
--
-- Rows that somebody else has locked are being finished at this moment and are left alone.
-- Parameters: p_kept: tokens of jobs that the worker knows it holds, and keeps. p_lost: whether the worker has died.
-- Result: how many jobs. Called by: reap_workers, retire_worker, claim_jobs.
create or replace function give_back_jobs(p_worker_id bigint, p_kept uuid[], p_lost boolean) returns integer
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_count integer;
begin
    update job
    set state = 'ready', worker_id = null, lease_token = null, begun_message_id = null, lost = least(lost + p_lost::integer, 1000)
    where ctid = any (array(
        select j.ctid
        from job j
        where j.state = 'running' and j.worker_id = p_worker_id and j.lease_token <> all (p_kept)
        for update skip locked));
    get diagnostics v_count = row_count;
    return v_count;
end
$$;
comment on function give_back_jobs is 'Makes a worker''s running jobs claimable again.';
