-- upkeep: the housekeeping that the database needs: partitions for the coming months, and the purge of old provider ids
-- and idempotency keys and of what has expired in the caches. The job arms itself again for an hour later.
--
-- A call deletes so many old rows at most, so that it is short however much there is.
-- Result: done; more (call again); lost (the lease is somebody else's: nothing was done).
-- Called by: worker.
create or replace function upkeep(p_lease_token uuid) returns text
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    c_most   constant integer := 20000;
    v_purged integer;
    v_count  integer;
begin
    perform from job
    where tenant_id = 0 and kind = 'upkeep' and key = 0 and lease_token = p_lease_token
    for update;
    if not found then
        return 'lost';
    end if;
    perform create_partitions(3);
    delete from provider_message
    where ctid = any (array(
        select p.ctid from provider_message p where p.message_id < id_at(now() - interval '40 days') limit c_most));
    get diagnostics v_purged = row_count;
    delete from send_request
    where ctid = any (array(
        select r.ctid from send_request r where r.message_id < id_at(now() - interval '40 days') limit c_most));
    get diagnostics v_count = row_count;
    v_purged := greatest(v_purged, v_count);
    delete from prompt_cache
    where ctid = any (array(
        select c.ctid from prompt_cache c where c.expires_at < now() limit c_most for update skip locked));
    get diagnostics v_count = row_count;
    v_purged := greatest(v_purged, v_count);
    delete from response_cache
    where ctid = any (array(
        select c.ctid from response_cache c where c.expires_at < now() limit c_most for update skip locked));
    get diagnostics v_count = row_count;
    if greatest(v_purged, v_count) = c_most then
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
