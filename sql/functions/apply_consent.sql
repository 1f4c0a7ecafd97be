-- apply_consent: contacts who write nothing but one of the tenant's stop words have opted out, and of its start words
-- in again.
--
-- To who has opted out nothing is sent but the notice that says so, until a start word (promise P6): the bot is stopped
-- in all of the contact's conversations, and what was written before counts as answered. A start word of somebody who
-- has not opted out, or that was written before the stop word, is a message like others.
-- Result: the elements; the words, and what the batch holds before them, want no answer.
-- Locks the conversations of the whole batch, and all of these contacts', in key order.
-- Called by: accept_messages.
create or replace function apply_consent(p_items inbound_item[]) returns inbound_item[]
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_items    inbound_item[] := p_items;
    v_locked   record;
    v_word     inbound_item;
    v_opted_at timestamptz;
begin
    for v_locked in
        select i.tenant_id, i.conversation_id from unnest(p_items) i
        union
        select i.tenant_id, c.conversation_id
        from unnest(p_items) i
        cross join lateral (
            select c.conversation_id from conversation c
            where c.tenant_id = i.tenant_id and c.contact_id = i.contact_id
            offset 0) c
        where i.consent is not null
        order by 1, 2
    loop
        perform from conversation c
        where c.tenant_id = v_locked.tenant_id and c.conversation_id = v_locked.conversation_id
        for no key update;
    end loop;

    for v_word in
        select i.* from unnest(p_items) i where i.consent is not null order by i.ordinal
    loop
        select p.opted_out_at into v_opted_at
        from contact p
        where p.tenant_id = v_word.tenant_id and p.contact_id = v_word.contact_id;
        -- Words can come late and in another order than they were written. The provider's times are whole seconds.
        continue when v_word.consent = 'start'
            and (v_opted_at is null or v_word.sent_at < v_opted_at - interval '1 second');

        if v_word.consent = 'start' or v_opted_at is null then
            update contact p
            set opted_out_at = case when v_word.consent = 'stop' then least(v_word.sent_at, now()) end
            where p.tenant_id = v_word.tenant_id and p.contact_id = v_word.contact_id;
            perform stop_bot(c.tenant_id, c.conversation_id)
            from conversation c
            where c.tenant_id = v_word.tenant_id and c.contact_id = v_word.contact_id
            order by c.conversation_id;
            update conversation c
            set generation = c.generation + 1, answered_generation = c.generation + 1
            where c.tenant_id = v_word.tenant_id and c.contact_id = v_word.contact_id;
            perform store_notice(v_word);
        end if;
        for v_place in 1..cardinality(v_items) loop
            if v_items[v_place].tenant_id = v_word.tenant_id and v_items[v_place].contact_id = v_word.contact_id
                and v_items[v_place].ordinal <= v_word.ordinal
            then
                v_items[v_place].wants_answer := false;
            end if;
        end loop;
    end loop;
    return v_items;
end
$$;
comment on function apply_consent is 'Opts contacts out and in again who write the tenant''s words for it.';
