-- cancel_viewing: gives up a viewing that the contact has booked and that has not begun.
--
-- Result: false where it is none of this contact's, or has begun. One that is cancelled already stays so.
-- Called by: apply_writes.
create or replace function cancel_viewing(p_conversation conversation, p_turn_id bigint, p_appointment_id bigint)
returns boolean
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_appointment appointment;
begin
    select * into v_appointment
    from appointment a
    where a.tenant_id = p_conversation.tenant_id and a.appointment_id = p_appointment_id
        and a.contact_id = p_conversation.contact_id
    for no key update;
    if not found then
        return false;
    elsif v_appointment.state = 'cancelled' then
        return true;
    elsif lower(v_appointment.period) <= clock_timestamp() then
        return false;
    end if;
    update appointment a
    set state = 'cancelled', cancelled_at = clock_timestamp()
    where a.tenant_id = p_conversation.tenant_id and a.appointment_id = p_appointment_id;
    perform record_event(
        p_conversation, p_turn_id, 'cancellation', 'turn',
        jsonb_build_object('appointment_id', p_appointment_id, 'listing_id', v_appointment.listing_id));
    return true;
end
$$;
comment on function cancel_viewing is 'Gives up a viewing that the contact has booked.';
