-- retire_worker: a worker ends in order: what it still holds is given back, and its row goes.
--
-- Called by: worker, at the end of its drain.
create or replace function retire_worker(p_worker_id bigint) returns integer
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_count integer := give_back_jobs(p_worker_id, '{}', false);
begin
    delete from worker where worker_id = p_worker_id;
    return v_count;
end
$$;
comment on function retire_worker is 'A worker''s orderly end.';
