-- make_reply_jobs: a reply job for each conversation of a batch that wants an answer and has none yet.
--
-- A job that is there already keeps the deadline of the first unanswered message: see reply_deadline. No job for a
-- conversation that a human has taken over, or a contact that opted out.
-- Result: for each job made, the id of the oldest message that wants it. The caller holds the conversations' locks.
-- Called by: accept_messages.
create or replace function make_reply_jobs(p_items inbound_item[]) returns bigint[]
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_wanted     record;
    v_made       bigint[] := '{}';
    v_mode       text;
    v_contact_id bigint;
begin
    for v_wanted in
        select i.tenant_id, i.conversation_id, min(i.message_id) as message_id, min(i.received_at) as received_at,
            (array_agg(i.kind order by i.message_id))[1] as kind
        from unnest(p_items) i
        where i.wants_answer
        group by i.tenant_id, i.conversation_id
        order by i.tenant_id, i.conversation_id
    loop
        -- By whole keys, one after the other: see accept_messages.
        select c.mode, c.contact_id into strict v_mode, v_contact_id
        from conversation c
        where c.tenant_id = v_wanted.tenant_id and c.conversation_id = v_wanted.conversation_id;
        continue when v_mode <> 'bot' or exists (
            select from contact p
            where p.tenant_id = v_wanted.tenant_id and p.contact_id = v_contact_id and p.opted_out_at is not null);

        insert into job (tenant_id, kind, key, deadline_at)
        select v_wanted.tenant_id, 'reply', v_wanted.conversation_id,
            reply_deadline(t, v_wanted.message_id, v_wanted.kind, v_wanted.received_at)
        from tenant t
        where t.tenant_id = v_wanted.tenant_id
        on conflict do nothing;
        if found then
            v_made := v_made || v_wanted.message_id;
        end if;
    end loop;
    return v_made;
end
$$;
comment on function make_reply_jobs is 'Makes the reply jobs that a batch of messages wants.';
