-- retire_worker: a worker ends in order: what it still holds is given back, and its row goes.
--
-- Called by: worker, at the end of its drain.
create or replace function retire_worker(p_worker_id bigint) returns integer
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_count integer;
begin
    -- The lock keeps a claim that is still under way from leasing jobs to a worker that is gone; see claim_jobs.
    perform from worker where worker_id = p_worker_id for update;
    v_count := give_back_jobs(p_worker_id, '{}', false);
    -- Where a job is locked by somebody at this moment, the row stays for reap_workers.
    delete from worker w
    where w.worker_id = p_worker_id
        and not exists (select from job j where j.state = 'running' and j.worker_id = w.worker_id);
    return v_count;
end
$$;
comment on function retire_worker is 'A worker''s orderly end.';
