-- release_job: gives one job back: at once, or after a wait, with or without counting a failed attempt.
--
-- A reply job that finish_reply has turned into a send job, while the caller never learned of it, has not begun its call:
-- the reply is queued again.
-- An analysis that fails waits twice as long each time, and ends at its sixth failure: the next reply makes a new one, and
-- nobody waits for it, so that it needs no dead_job. So does the job that fetches a file, which is then failed.
-- Result: false where the lease is somebody else's. Called by: worker (drain, and trouble that is not the job's own).
create or replace function release_job(
    p_tenant_id   bigint,
    p_kind        text,
    p_key         bigint,
    p_lease_token uuid,
    p_wait_ms     integer,
    p_failed      boolean
) returns boolean
language plpgsql
security definer
set search_path = shi, pg_temp
-- A month's partition is empty when its plan is made: it would be scanned until the next analyze.
set enable_seqscan = off
as $$
begin
    if p_kind = 'reply' then
        with taken as (
            update job
            set state = 'ready', worker_id = null, lease_token = null, begun_message_id = null
            from (
                select j.begun_message_id
                from job j
                where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_key and j.lease_token = p_lease_token
            ) begun
            where tenant_id = p_tenant_id and kind = 'send' and key = p_key and lease_token = p_lease_token
            returning begun.begun_message_id
        )
        update message m
        set status = 'queued'
        from taken t
        where m.tenant_id = p_tenant_id and m.message_id = t.begun_message_id and m.status = 'sending'
            and not m.may_be_out;
        if found then
            return true;
        end if;
    end if;

    if p_kind in ('analyze', 'media') and p_failed then
        delete from job
        where tenant_id = p_tenant_id and kind = p_kind and key = p_key and lease_token = p_lease_token and attempt >= 5;
        if found then
            if p_kind = 'media' then
                update media
                set state = 'failed', error = 'it could not be fetched in six attempts', changed_at = clock_timestamp()
                where tenant_id = p_tenant_id and message_id = p_key and state = 'wanted';
            end if;
            return true;
        end if;
    end if;

    update job
    set state = case when p_wait_ms > 0 then 'waiting' else 'ready' end,
        run_at = clock_timestamp()
            + make_interval(secs => p_wait_ms / 1000.0
                * case when p_kind in ('analyze', 'media') then 2 ^ least(attempt, 5) else 1 end),
        worker_id = null,
        lease_token = null,
        begun_message_id = null,
        attempt = least(attempt + p_failed::integer, 1000)
    where tenant_id = p_tenant_id and kind = p_kind and key = p_key and lease_token = p_lease_token;
    return found;
end
$$;
comment on function release_job is 'Gives a leased job back.';
