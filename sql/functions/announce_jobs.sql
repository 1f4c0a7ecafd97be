-- announce_jobs: wakes the workers that listen on shi_job.
--
-- It is called in a transaction of its own, after the commit that made the jobs: NOTIFY serialises commits, and inside the
-- accepting transaction it cost seven eighths of the rate. A notification that is lost costs one poll, so it does not wait
-- for the disk.
-- Parameters: p_kind: the kind of the new jobs, which is the payload.
-- Called by: webhook, send, worker.
create or replace function announce_jobs(p_kind text) returns void
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    perform set_config('synchronous_commit', 'off', true);
    perform pg_notify('shi_job', p_kind);
end
$$;
comment on function announce_jobs is 'Wakes the workers.';
