-- When whoever has the case first read it. A look is timed from there, where it comes after the case was given to them: what
-- is given in the morning is not looked at all day.
alter table cases add column looked_at timestamptz;
