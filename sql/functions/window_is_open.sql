-- window_is_open: whether the provider takes anything for this customer now, and not only templates.
--
-- Called by: begin_send, store_reply, accept_outbound.
create or replace function window_is_open(p_channel channel, p_last_customer_at timestamptz) returns boolean
language plpgsql
stable
as $$
begin
    return p_channel.window_hours is null
        or coalesce(p_last_customer_at > clock_timestamp() - make_interval(hours => p_channel.window_hours), false);
end
$$;
comment on function window_is_open is 'Whether anything may be sent to a customer, and not only templates.';
