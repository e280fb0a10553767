;; A component without a contract: plain functions, most of them in one interface, that use every kind of value.
;;
;; It imports nothing. `calls` counts the calls of all other functions: that is its state. `divide` answers an error
;; for a division by zero and traps for the one division whose result does not fit.
;; Memory: 1024 result, 2048 calls, 4096 text, 65536 heap.
(component
  (core module $guest
    (memory (export "memory") 2)
    (global $heap (mut i32) (i32.const 65536))
    (data (i32.const 4096) "division by zero")

    (func $alloc (export "cabi_realloc")
      (param $old i32) (param $old_length i32) (param $align i32) (param $length i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and
        (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
      (global.set $heap (i32.add (local.get $at) (local.get $length)))
      (if (i32.gt_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536)))
        (then (drop (memory.grow
          (i32.div_u (i32.add (local.get $length) (i32.const 65535)) (i32.const 65536))))))
      (local.get $at))

    ;; After every function that was given or gave memory of the heap: nothing there is kept.
    (func (export "forget") (param i32)
      (global.set $heap (i32.const 65536)))

    (func $count
      (i64.store (i32.const 2048) (i64.add (i64.load (i32.const 2048)) (i64.const 1))))

    (func (export "calls") (result i64) (i64.load (i32.const 2048)))

    (func (export "add") (param $a i32) (param $b i32) (result i32)
      (call $count)
      (i32.add (local.get $a) (local.get $b)))

    (func (export "divide") (param $a i32) (param $b i32) (result i32)
      (call $count)
      (i32.store8 (i32.const 1024) (i32.eqz (local.get $b)))
      (if (local.get $b)
        (then (i32.store (i32.const 1028) (i32.div_s (local.get $a) (local.get $b))))
        (else
          (i32.store (i32.const 1028) (i32.const 4096))
          (i32.store (i32.const 1032) (i32.const 16))))
      (i32.const 1024))

    (func (export "mean") (param $at i32) (param $length i32) (result i32)
      (local $rest i32) (local $sum f64)
      (call $count)
      (i32.store8 (i32.const 1024) (i32.ne (local.get $length) (i32.const 0)))
      (local.set $rest (local.get $length))
      (block $done
        (loop $next
          (br_if $done (i32.eqz (local.get $rest)))
          (local.set $sum (f64.add (local.get $sum) (f64.load (local.get $at))))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (local.set $rest (i32.sub (local.get $rest) (i32.const 1)))
          (br $next)))
      (f64.store (i32.const 1032) (f64.div (local.get $sum) (f64.convert_i32_u (local.get $length))))
      (i32.const 1024))

    (func (export "range") (param $length i32) (result i32)
      (local $at i32) (local $number i32)
      (call $count)
      (local.set $at (call $alloc
        (i32.const 0) (i32.const 0) (i32.const 4) (i32.shl (local.get $length) (i32.const 2))))
      (i32.store (i32.const 1024) (local.get $at))
      (i32.store (i32.const 1028) (local.get $length))
      (block $done
        (loop $next
          (br_if $done (i32.eq (local.get $number) (local.get $length)))
          (i32.store (local.get $at) (local.get $number))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (local.set $number (i32.add (local.get $number) (i32.const 1)))
          (br $next)))
      (i32.const 1024))

    ;; A text stays where it was put.
    (func (export "echo") (param $at i32) (param $length i32) (result i32)
      (call $count)
      (i32.store (i32.const 1024) (local.get $at))
      (i32.store (i32.const 1028) (local.get $length))
      (i32.const 1024))

    ;; Without a way to go, by one along both axes.
    (func (export "shift") (param $x i32) (param $y i32) (param $some i32) (param $right i32) (param $up i32) (result i32)
      (call $count)
      (if (i32.eqz (local.get $some))
        (then (local.set $right (i32.const 1)) (local.set $up (i32.const 1))))
      (i32.store (i32.const 1024) (i32.add (local.get $x) (local.get $right)))
      (i32.store (i32.const 1028) (i32.add (local.get $y) (local.get $up)))
      (i32.const 1024))

    ;; The first value of a case is the radius of a circle or the width of a box, the second one the height of a box.
    (func (export "area") (param $case i32) (param $first i64) (param $second i32) (result f64)
      (local $radius f64)
      (call $count)
      (if (i32.eq (local.get $case) (i32.const 1))
        (then
          (local.set $radius (f64.reinterpret_i64 (local.get $first)))
          (return (f64.mul (f64.const 3.141592653589793) (f64.mul (local.get $radius) (local.get $radius))))))
      (if (i32.eq (local.get $case) (i32.const 2))
        (then (return (f64.mul
          (f64.convert_i32_s (i32.wrap_i64 (local.get $first)))
          (f64.convert_i32_s (local.get $second))))))
      (f64.const 0))

    (func (export "turn") (param $from i32) (result i32)
      (call $count)
      (i32.and (i32.add (local.get $from) (i32.const 1)) (i32.const 3)))

    (func (export "others") (param $sides i32) (result i32)
      (call $count)
      (i32.xor (local.get $sides) (i32.const 15))))

  (core instance $guest (instantiate $guest))

  (type $point (record (field "x" s32) (field "y" s32)))
  (type $shape (variant (case "dot") (case "circle" f64) (case "box" $point)))
  (type $direction (enum "north" "east" "south" "west"))
  (type $sides (flags "top" "right" "bottom" "left"))

  (func $add (param "a" s32) (param "b" s32) (result s32)
    (canon lift (core func $guest "add")))
  (func $divide (param "a" s32) (param "b" s32) (result (result s32 (error string)))
    (canon lift (core func $guest "divide") (memory (core memory $guest "memory"))))
  (func $mean (param "values" (list f64)) (result (option f64))
    (canon lift (core func $guest "mean") (memory (core memory $guest "memory"))
      (realloc (core func $guest "cabi_realloc")) (post-return (core func $guest "forget"))))
  (func $range (param "length" u32) (result (list u32))
    (canon lift (core func $guest "range") (memory (core memory $guest "memory"))
      (post-return (core func $guest "forget"))))
  (func $echo (param "text" string) (result string)
    (canon lift (core func $guest "echo") (memory (core memory $guest "memory"))
      (realloc (core func $guest "cabi_realloc")) (post-return (core func $guest "forget"))))
  (func $shift (param "from" $point) (param "by" (option $point)) (result $point)
    (canon lift (core func $guest "shift") (memory (core memory $guest "memory"))))
  (func $area (param "of" $shape) (result f64)
    (canon lift (core func $guest "area")))
  (func $turn (param "from" $direction) (result $direction)
    (canon lift (core func $guest "turn")))
  (func $others (param "than" $sides) (result $sides)
    (canon lift (core func $guest "others")))

  ;; Gives the types names that belong to the interface: an exported function may only use such types.
  (component $ops
    (type $a-point (record (field "x" s32) (field "y" s32)))
    (import "point" (type $a-point-in (eq $a-point)))
    (type $a-shape (variant (case "dot") (case "circle" f64) (case "box" $a-point-in)))
    (import "shape" (type $a-shape-in (eq $a-shape)))
    (type $a-direction (enum "north" "east" "south" "west"))
    (import "direction" (type $a-direction-in (eq $a-direction)))
    (type $a-sides (flags "top" "right" "bottom" "left"))
    (import "sides" (type $a-sides-in (eq $a-sides)))
    (import "add" (func $add (param "a" s32) (param "b" s32) (result s32)))
    (import "divide" (func $divide (param "a" s32) (param "b" s32) (result (result s32 (error string)))))
    (import "mean" (func $mean (param "values" (list f64)) (result (option f64))))
    (import "range" (func $range (param "length" u32) (result (list u32))))
    (import "echo" (func $echo (param "text" string) (result string)))
    (import "shift" (func $shift (param "from" $a-point-in) (param "by" (option $a-point-in)) (result $a-point-in)))
    (import "area" (func $area (param "of" $a-shape-in) (result f64)))
    (import "turn" (func $turn (param "from" $a-direction-in) (result $a-direction-in)))
    (import "others" (func $others (param "than" $a-sides-in) (result $a-sides-in)))

    (export $point "point" (type $a-point))
    (type $point-shape (variant (case "dot") (case "circle" f64) (case "box" $point)))
    (export $shape "shape" (type $point-shape))
    (export $direction "direction" (type $a-direction))
    (export $sides "sides" (type $a-sides))
    (export "add" (func $add))
    (export "divide" (func $divide))
    (export "mean" (func $mean))
    (export "range" (func $range))
    (export "echo" (func $echo))
    (export "shift" (func $shift)
      (func (param "from" $point) (param "by" (option $point)) (result $point)))
    (export "area" (func $area) (func (param "of" $shape) (result f64)))
    (export "turn" (func $turn) (func (param "from" $direction) (result $direction)))
    (export "others" (func $others) (func (param "than" $sides) (result $sides))))

  (instance $ops (instantiate $ops
    (with "point" (type $point)) (with "shape" (type $shape))
    (with "direction" (type $direction)) (with "sides" (type $sides))
    (with "add" (func $add)) (with "divide" (func $divide)) (with "mean" (func $mean))
    (with "range" (func $range)) (with "echo" (func $echo)) (with "shift" (func $shift))
    (with "area" (func $area)) (with "turn" (func $turn)) (with "others" (func $others))))

  (export "example:math/ops@0.1.0" (instance $ops))
  (func (export "calls") (result u64)
    (canon lift (core func $guest "calls")))
)
