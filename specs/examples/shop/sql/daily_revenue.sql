-- Revenue of each day in euros, in the time zone of the data: orders that were paid, whatever became of them later.
select
  cast(ordered_at as date) as day,
  count(*) as orders,
  count(distinct customer_id) as customers,
  cast(sum(amount) as decimal(14, 2)) as revenue
from {{ ref("lake.curated.orders_clean") }}
where status in ('paid', 'shipped', 'delivered')
  and currency = 'EUR'
group by cast(ordered_at as date)
