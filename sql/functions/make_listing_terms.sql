-- make_listing_terms: keeps what customers may write of a listing.
--
-- Called by: a trigger (triggers.sql).
create or replace function make_listing_terms() returns trigger
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    insert into listing_term as l (tenant_id, kind, term, key, signature)
    select new.tenant_id, t.kind, t.term, t.key, t.signature
    from terms_of_listing(new) t
    on conflict (tenant_id, kind, term, key) do update
        set signature = excluded.signature
        where l.signature is distinct from excluded.signature;
    return null;
end
$$;
comment on function make_listing_terms is 'Keeps what customers may write of a listing.';
