-- apply_writes: applies what a turn has staged, with its reply.
--
-- Parameters: p_writes: a JSON array of objects with a kind: book_viewing (listing_id, starts_at), cancel_viewing
-- (appointment_id), record_lead (facts), hand_over (reason). Viewings are cancelled before others are booked, so that one
-- can be moved.
-- Result: false where one of them is not possible: the caller takes everything back.
-- Locks, in this order everywhere: conversation, job (the caller's), lead, handover, listing, tenant_slots, appointment,
-- spend. Who edits agents or hours holds tenant_slots until the commit: a booking waits for that no longer than
-- lock_timeout, then it ends with 55P03.
-- Called by: finish_reply.
create or replace function apply_writes(p_conversation conversation, p_turn_id bigint, p_writes jsonb) returns boolean
language plpgsql
set search_path = shi, pg_temp
set lock_timeout = '250ms'
as $$
declare
    v_write      jsonb;
    v_has_locked boolean := false;
begin
    for v_write in
        select w.value
        from jsonb_array_elements(p_writes) with ordinality as w (value, ordinality)
        order by
            array_position('{record_lead,hand_over,cancel_viewing,book_viewing}', w.value ->> 'kind'), w.ordinality
    loop
        if v_write ->> 'kind' in ('book_viewing', 'cancel_viewing') and not v_has_locked then
            perform from listing l
            where l.tenant_id = p_conversation.tenant_id
                and l.listing_id = any (array(
                    select (w ->> 'listing_id')::bigint
                    from jsonb_array_elements(p_writes) w
                    where w ->> 'kind' = 'book_viewing'))
            order by l.listing_id
            for key share;
            perform from tenant_slots s where s.tenant_id = p_conversation.tenant_id for no key update;
            v_has_locked := true;
        end if;
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
                perform open_handover(p_conversation, p_turn_id, v_write ->> 'reason', 'turn');
            else
                raise exception 'there is no write of kind %', v_write ->> 'kind';
        end case;
    end loop;
    return true;
end
$$;
comment on function apply_writes is 'Applies what a turn has staged.';
