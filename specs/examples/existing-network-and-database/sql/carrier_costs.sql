-- Carriers send files with everything as text; an invoice that is sent again replaces the one before.
with invoices as (
  select
    cast(carrier_id as bigint) as carrier_id,
    cast(invoice_date as date) as invoice_date,
    cast(amount as decimal(12, 2)) as amount,
    cast(shipments as integer) as shipments,
    row_number() over (partition by invoice_number order by received_at desc) as version
  from {{ ref("lake.raw.carrier_invoices") }}
)
select
  invoices.carrier_id,
  carriers.name as carrier,
  cast(date_trunc('month', invoices.invoice_date) as date) as month,
  cast(sum(invoices.amount) as decimal(14, 2)) as billed,
  sum(invoices.shipments) as shipments
from invoices
join {{ ref("lake.raw.carriers") }} as carriers on carriers.carrier_id = invoices.carrier_id
where invoices.version = 1
group by 1, 2, 3
