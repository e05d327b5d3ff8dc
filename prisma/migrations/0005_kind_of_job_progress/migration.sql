-- Progress of a job says of what kind it is: `steps` where it had steps, else `layers`. The line of Docker's belongs to `layers` alone.
UPDATE "Job"
SET "progress" = CASE
    WHEN json_type("progress", '$.steps') = 'array' THEN json_remove(json_set("progress", '$.kind', 'steps'), '$.message')
    ELSE json_set("progress", '$.kind', 'layers')
END
WHERE "progress" IS NOT NULL AND json_valid("progress");
