-- The people enrolled last, without going over all who ever were: the FMR among customers looks at them.
create index customers_enrolled_of_late on customers (tenant, enrolled_at desc, id) where status = 'enrolled';
