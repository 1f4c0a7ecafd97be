-- add_identity: makes an identity a contact's, unless it is somebody's already.
--
-- Result: whose it is now.
-- Called by: find_or_make_contact, change_numbers.
create or replace function add_identity(p_tenant_id bigint, p_kind text, p_value text, p_contact_id bigint)
returns bigint
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_contact_id bigint;
begin
    insert into identity (tenant_id, kind, value, contact_id)
    values (p_tenant_id, p_kind, p_value, p_contact_id)
    on conflict do nothing;

    select i.contact_id into v_contact_id
    from identity i
    where i.tenant_id = p_tenant_id and i.kind = p_kind and i.value = p_value;
    return v_contact_id;
end
$$;
comment on function add_identity is 'Makes an identity a contact''s, unless it is somebody''s already.';
