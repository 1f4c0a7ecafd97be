-- known_contact: the contact whom a chat's identities name, or null.
--
-- Parameters: what the address of the chat shows; p_address: the address itself.
-- Called by: accept_outbound, channel_for_typing, set_chat_mode.
create or replace function known_contact(
    p_tenant_id bigint,
    p_phone     text,
    p_lid       text,
    p_user_id   text,
    p_address   text
) returns bigint
language plpgsql
stable
set search_path = shi, pg_temp
as $$
begin
    -- In the order in which find_or_make_contact looks.
    return coalesce(
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'phone' and i.value = p_phone),
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'lid' and i.value = p_lid),
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'bsuid' and i.value = p_user_id),
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'address' and i.value = p_address));
end
$$;
comment on function known_contact is 'The contact whom a chat''s identities name.';
