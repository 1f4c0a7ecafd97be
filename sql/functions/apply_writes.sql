-- apply_writes: applies what a turn has staged, with its reply.
--
-- Parameters: p_writes: a JSON array of objects with a kind: book_viewing (listing_id, starts_at), cancel_viewing
-- (appointment_id), record_lead (facts), hand_over (reason). Viewings are cancelled before others are booked, so that one
-- can be moved.
-- Result: false where one of them is not possible: the caller takes everything back.
-- Called by: finish_reply.
create or replace function apply_writes(p_conversation conversation, p_turn_id bigint, p_writes jsonb) returns boolean
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_write jsonb;
begin
    if jsonb_path_exists(p_writes, '$[*] ? (@.kind == "book_viewing" || @.kind == "cancel_viewing")') then
        -- Listings before the version's row, which is the last in the order of locks and what bookings queue for.
        perform from listing l
        where l.tenant_id = p_conversation.tenant_id
            and l.listing_id = any (array(
                select (w ->> 'listing_id')::bigint
                from jsonb_array_elements(p_writes) w
                where w ->> 'kind' = 'book_viewing'))
        order by l.listing_id
        for key share;
        perform from tenant_version v where v.tenant_id = p_conversation.tenant_id for no key update;
    end if;

    for v_write in
        select w.value
        from jsonb_array_elements(p_writes) with ordinality as w (value, ordinality)
        order by w.value ->> 'kind' <> 'cancel_viewing', w.ordinality
    loop
        case v_write ->> 'kind'
            when 'book_viewing' then
                if not book_viewing(
                    p_conversation, p_turn_id, (v_write ->> 'listing_id')::bigint, v_write ->> 'starts_at')
                then
                    return false;
                end if;
            when 'cancel_viewing' then
                if not cancel_viewing(p_conversation, p_turn_id, (v_write ->> 'appointment_id')::bigint) then
                    return false;
                end if;
            when 'record_lead' then
                perform store_facts(p_conversation, p_turn_id, v_write -> 'facts', 'turn');
            when 'hand_over' then
                insert into handover (tenant_id, handover_id, conversation_id, contact_id, reason)
                values (
                    p_conversation.tenant_id, next_id(), p_conversation.conversation_id, p_conversation.contact_id,
                    left(coalesce(v_write ->> 'reason', ''), 500))
                on conflict do nothing;
                if found then
                    perform record_event(
                        p_conversation, p_turn_id, 'hand_over', 'turn',
                        jsonb_build_object('reason', left(coalesce(v_write ->> 'reason', ''), 500)));
                end if;
            else
                raise exception 'there is no write of kind %', v_write ->> 'kind';
        end case;
    end loop;
    return true;
end
$$;
comment on function apply_writes is 'Applies what a turn has staged.';
