-- finish_media: records what became of a message's file, and ends its job.
--
-- The file lies in the worker's store before this is called: what is recorded exists.
-- Parameters: p_lease_token: the media job's; null from a turn that has fetched the file for itself, which ends the job
-- unless somebody is at it. p_state: stored (with location, mime_type, size_bytes, sha256), refused or failed (with
-- error). A turn's failure is not the last word: its job is left to try again.
-- Result: whether it is recorded, by this call or by the same call before; false: the lease is somebody else's, or
-- another file is recorded already.
-- Locks: job, media. Called by: worker.
create or replace function finish_media(
    p_tenant_id   bigint,
    p_message_id  bigint,
    p_lease_token uuid,
    p_state       text,
    p_location    text,
    p_mime_type   text,
    p_size_bytes  bigint,
    p_sha256      text,
    p_error       text
) returns boolean
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    if p_state not in ('stored', 'refused', 'failed') then
        raise exception 'a file cannot become %', p_state using errcode = 'invalid_parameter_value';
    end if;
    if p_lease_token is null and p_state = 'failed' then
        return false;
    end if;

    delete from job
    where tenant_id = p_tenant_id and kind = 'media' and key = p_message_id
        and case when p_lease_token is null then state <> 'running' else lease_token = p_lease_token end;
    if found or p_lease_token is null then
        update media
        set state = p_state,
            location = case when p_state = 'stored' then p_location end,
            mime_type = left(p_mime_type, 100),
            size_bytes = p_size_bytes,
            sha256 = p_sha256,
            error = left(p_error, 300),
            changed_at = clock_timestamp()
        where tenant_id = p_tenant_id and message_id = p_message_id and state = 'wanted';
    end if;
    return exists (
        select from media
        where tenant_id = p_tenant_id and message_id = p_message_id and state = p_state
            and (p_state <> 'stored' or location = p_location));
end
$$;
comment on function finish_media is 'Records what became of a file.';
