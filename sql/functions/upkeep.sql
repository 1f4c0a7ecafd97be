-- upkeep: the housekeeping that the database needs: partitions for the coming months, and the purge of old provider ids
-- and idempotency keys. The job arms itself again for an hour later.
--
-- Result: false where the lease is somebody else's; then nothing is done.
-- Called by: worker.
create or replace function upkeep(p_lease_token uuid) returns boolean
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    perform from job
    where tenant_id = 0 and kind = 'upkeep' and key = 0 and lease_token = p_lease_token
    for update;
    if not found then
        return false;
    end if;
    perform create_partitions(3);
    delete from provider_message where message_id < id_at(now() - interval '40 days');
    delete from send_request where message_id < id_at(now() - interval '40 days');
    update job
    set state = 'waiting', worker_id = null, lease_token = null, attempt = 0,
        run_at = now() + interval '1 hour', deadline_at = now() + interval '1 hour'
    where tenant_id = 0 and kind = 'upkeep' and key = 0;
    return true;
end
$$;
comment on function upkeep is 'The housekeeping that the database needs.';
