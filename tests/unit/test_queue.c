/* Bytes on their way out. Undefined behaviour in it is found by the build with a sanitizer. */
#include "io/queue.h"
#include "test.h"

static void an_empty_queue_has_a_front_of_no_bytes(void **state)
{
    struct queue q = {0};

    (void)state;
    assert_null(queue_front(&q));
    queue_drop(&q, 0);
    assert_true(queue_add(&q, "", 0));
    assert_null(queue_front(&q));
    assert_int_equal(q.count, 0);
    queue_release(&q);
}

static void what_was_added_comes_out_in_order(void **state)
{
    struct queue q = {0};

    (void)state;
    assert_true(queue_add(&q, "abc", 3));
    assert_true(queue_add(&q, "defg", 4));
    assert_memory_equal(queue_front(&q), "abcdefg", 7);
    queue_drop(&q, 2);
    assert_int_equal(q.count, 5);
    assert_memory_equal(queue_front(&q), "cdefg", 5);
    assert_true(queue_add(&q, "h", 1));
    assert_memory_equal(queue_front(&q), "cdefgh", 6);
    queue_drop(&q, 6);
    assert_int_equal(q.count, 0);
    queue_release(&q);
    assert_null(queue_front(&q));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_queue_has_a_front_of_no_bytes),
        cmocka_unit_test(what_was_added_comes_out_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
