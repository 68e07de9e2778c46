 ;; memory.copy, for the VMs that do not know it: eight bytes at a time. Put in the place of Binaryen's own
 ;; lowering by build-artifacts, and held against the real one by check-memory-copy.
 (func $__memory_copy (param $to i32) (param $from i32) (param $bytes i32)
  ;; Forwards unless that would overwrite what is not copied yet.
  (if (i32.ge_u (i32.sub (local.get $to) (local.get $from)) (local.get $bytes))
   (then
    (block $short
     (loop $words
      (br_if $short (i32.lt_u (local.get $bytes) (i32.const 8)))
      (i64.store align=1 (local.get $to) (i64.load align=1 (local.get $from)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (local.set $bytes (i32.sub (local.get $bytes) (i32.const 8)))
      (br $words)
     )
    )
    (block $done
     (loop $rest
      (br_if $done (i32.eqz (local.get $bytes)))
      (i32.store8 (local.get $to) (i32.load8_u (local.get $from)))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (local.set $bytes (i32.sub (local.get $bytes) (i32.const 1)))
      (br $rest)
     )
    )
    (return)
   )
  )
  (block $short
   (loop $words
    (br_if $short (i32.lt_u (local.get $bytes) (i32.const 8)))
    (local.set $bytes (i32.sub (local.get $bytes) (i32.const 8)))
    (i64.store align=1
     (i32.add (local.get $to) (local.get $bytes))
     (i64.load align=1 (i32.add (local.get $from) (local.get $bytes))))
    (br $words)
   )
  )
  (block $done
   (loop $rest
    (br_if $done (i32.eqz (local.get $bytes)))
    (local.set $bytes (i32.sub (local.get $bytes) (i32.const 1)))
    (i32.store8
     (i32.add (local.get $to) (local.get $bytes))
     (i32.load8_u (i32.add (local.get $from) (local.get $bytes))))
    (br $rest)
   )
  )
 )
