-- lock_provider_id: until the transaction ends, nobody else learns whose message a provider's id is, or keeps a report for
-- want of that.
--
-- In the order of locks it comes behind conversations and jobs. Who has waited for it looks again.
-- Called by: learn_provider_id, accept_statuses.
create or replace function lock_provider_id(p_tenant_id bigint, p_channel_id bigint, p_provider_message_id text)
returns void
language plpgsql
set search_path = shi, pg_temp
as $$
begin
    -- Two numbers: locks of one number are the workers' (see register_worker).
    perform pg_advisory_xact_lock(
        hashtext('provider_message'), hashtext(concat_ws(' ', p_tenant_id, p_channel_id, p_provider_message_id)));
end
$$;
comment on function lock_provider_id is 'Orders those who learn a provider''s id and those who miss it.';
