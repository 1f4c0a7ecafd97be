-- make_media_jobs: a job for each file that customers have sent with a batch of messages, which fetches it.
--
-- A voice note's waits for a while: the turn that answers it fetches and hears it itself, and leaves nothing to do.
-- Called by: accept_messages.
create or replace function make_media_jobs(p_items inbound_item[]) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    c_voice_wait constant interval := interval '20 seconds';
begin
    with wanted as (
        insert into media (tenant_id, message_id, conversation_id)
        select i.tenant_id, i.message_id, i.conversation_id
        from unnest(p_items) i
        where not i.from_me and i.kind in ('image', 'video', 'audio', 'voice', 'document', 'sticker')
            and i.details -> 'media' ->> 'reference' <> ''
        order by i.ordinal
        returning tenant_id, message_id
    )
    insert into job (tenant_id, kind, key, state, run_at, deadline_at)
    select w.tenant_id, 'media', w.message_id,
        case when i.kind = 'voice' then 'waiting' else 'ready' end,
        case when i.kind = 'voice' then clock_timestamp() + c_voice_wait else clock_timestamp() end,
        clock_timestamp() + interval '1 minute'
    from wanted w
    join unnest(p_items) i on i.message_id = w.message_id;
end
$$;
comment on function make_media_jobs is 'Makes the jobs that fetch customers'' files.';
