-- store_transcript: the words that were recognised in a voice note or an audio file become the message's text.
--
-- The first words stay: two workers may have heard the same note.
-- Result: the words that the message has now; null where there is no such message. Called by: worker.
create or replace function store_transcript(p_tenant_id bigint, p_message_id bigint, p_text text) returns text
language plpgsql
security definer
set search_path = shi, pg_temp
-- A month's partition is empty when its plan is made: it would be scanned until the next analyze.
set enable_seqscan = off
as $$
declare
    -- As long as a message can be: see InboundMessage.
    v_text text := nullif(left(btrim(p_text, E' \t\r\n'), 4096), '');
begin
    if v_text is not null then
        update message
        set body = v_text, details = coalesce(details, '{}') || '{"is_transcript": true}'
        where tenant_id = p_tenant_id and message_id = p_message_id and direction = 'in'
            and kind in ('voice', 'audio') and coalesce(body, '') = '';
    end if;
    return (
        select nullif(m.body, '')
        from message m
        where m.tenant_id = p_tenant_id and m.message_id = p_message_id and m.direction = 'in'
            and m.kind in ('voice', 'audio'));
end
$$;
comment on function store_transcript is 'Makes what was heard a message''s text.';
