-- upkeep: the housekeeping that the database needs: partitions for the coming months, conversations that are the bot's
-- again, and the purge of what is old. The job arms itself again for an hour later.
--
-- A call changes so many rows at most, so that it is short however much there is.
-- Result: done; more (call again); lost (the lease is somebody else's: nothing was done).
-- Called by: worker.
create or replace function upkeep(p_lease_token uuid) returns text
language plpgsql
security definer
set search_path = shi, pg_temp
-- What is old is found by indexes, also when the table was small when its plan was made.
set enable_seqscan = off
as $$
begin
    perform from job
    where tenant_id = 0 and kind = 'upkeep' and key = 0 and lease_token = p_lease_token
    for update;
    if not found then
        return 'lost';
    end if;
    perform create_partitions(3);
    if return_to_bot(200) or purge(20000) then
        return 'more';
    end if;
    update job
    set state = 'waiting', worker_id = null, lease_token = null, attempt = 0,
        run_at = now() + interval '1 hour', deadline_at = now() + interval '1 hour'
    where tenant_id = 0 and kind = 'upkeep' and key = 0;
    return 'done';
end
$$;
comment on function upkeep is 'The housekeeping that the database needs.';
