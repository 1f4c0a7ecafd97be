-- begin_analysis: the conversation of an analyze job, read in one snapshot.
--
-- Parameters: p_limit: how many messages at most, the last ones.
-- Result: one row. outcome: ok; lost (the lease is somebody else's); done (there is nothing to analyse: the job is gone; nor
-- is there where the contact has become another, see merge_contacts, or opted out).
-- With ok, conversation is a JSON object: through_message_id (what finish_analysis gets), tenant_language, what
-- contact_state() says, and messages, an array, oldest first: author, kind, text.
-- Called by: worker.
create or replace function begin_analysis(
    p_tenant_id       bigint,
    p_conversation_id bigint,
    p_lease_token     uuid,
    p_limit           integer
) returns table (outcome text, conversation jsonb)
language plpgsql
security definer
set search_path = shi, pg_temp
-- The last messages are read off the index, however long the conversation: see begin_turn.
set enable_sort = off
set enable_seqscan = off
as $$
#variable_conflict use_column
begin
    select
        case
            when h.through_message_id is not null and p.opted_out_at is null and exists (
                select from identity i where i.tenant_id = c.tenant_id and i.contact_id = c.contact_id)
            then 'ok'
            else 'done'
        end,
        contact_state(t, c.conversation_id, c.contact_id) || jsonb_build_object(
            'through_message_id', h.through_message_id,
            'tenant_language', t.language,
            'messages', h.messages)
    into outcome, conversation
    from job j
    join conversation c on c.tenant_id = j.tenant_id and c.conversation_id = j.key
    join contact p on p.tenant_id = c.tenant_id and p.contact_id = c.contact_id
    join tenant t on t.tenant_id = c.tenant_id
    cross join lateral (
        select max(m.message_id) as through_message_id,
            jsonb_agg(jsonb_build_object('author', m.author, 'kind', m.kind, 'text', m.body) order by m.message_id)
                as messages
        from (
            select m.message_id, m.author, m.kind, m.body
            from message m
            where m.tenant_id = c.tenant_id and m.conversation_id = c.conversation_id
                and m.message_id > id_at(now() - interval '60 days')
                -- The same in finish_analysis.
                and m.status not in ('failed', 'cancelled') and m.kind not in ('reaction', 'deletion')
            order by m.message_id desc
            limit least(greatest(p_limit, 1), 100)
        ) m
    ) h
    where j.tenant_id = p_tenant_id and j.kind = 'analyze' and j.key = p_conversation_id
        and j.lease_token = p_lease_token;

    if not found then
        outcome := 'lost';
    elsif outcome = 'done' then
        conversation := null;
        delete from job j
        where j.tenant_id = p_tenant_id and j.kind = 'analyze' and j.key = p_conversation_id
            and j.lease_token = p_lease_token;
    end if;
    return next;
end
$$;
comment on function begin_analysis is 'Reads a conversation that is to be analysed.';
