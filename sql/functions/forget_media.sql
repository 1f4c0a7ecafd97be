-- forget_media: records that a message's file is deleted from the store.
--
-- Result: false where it was not stored. Called by: worker.
create or replace function forget_media(p_tenant_id bigint, p_message_id bigint) returns boolean
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    update media
    set state = 'expired', location = null, changed_at = clock_timestamp()
    where tenant_id = p_tenant_id and message_id = p_message_id and state = 'stored';
    return found;
end
$$;
comment on function forget_media is 'Records that a file is deleted.';
