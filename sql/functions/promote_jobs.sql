-- promote_jobs: makes the jobs ready whose retry time has come, in batches.
--
-- Jobs that wait are a state of their own, so that they do not lie at the head of the index that claims read.
-- Result: how many. Called by: worker, every 100 ms.
create or replace function promote_jobs(p_limit integer) returns integer
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_count integer;
begin
    update job
    set state = 'ready'
    where ctid = any (array(
        select j.ctid
        from job j
        where j.state = 'waiting' and j.run_at <= now()
        order by j.run_at
        limit p_limit
        for update skip locked));
    get diagnostics v_count = row_count;
    return v_count;
end
$$;
comment on function promote_jobs is 'Makes the jobs ready whose retry time has come.';
