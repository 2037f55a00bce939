int verdict_to_result(struct packet *p, unsigned int verdict)
{
	int err = NF_DROP_GETERR(verdict); /* site: @netfilter init; flows: NF_DROP_GETERR */

	if (err == 0)
		err = -EPERM; /* site: EPERM assign */
	return err;
}

int answer_of_server(struct reply *reply)
{
	int status = le32_to_cpu(reply->result); /* site: @wire init; flows: le32_to_cpu */

	if (status > 0)
		return 0;
	return status;
}

int bytes_in_reply(struct reply *reply)
{
	return le32_to_cpu(reply->length); /* flows: le32_to_cpu */
}

int code_of_message(struct reply *reply)
{
	return -ntohl(reply->code); /* site: @wire return; flows: ntohl */
}

int code_by_format(struct reply *reply)
{
	int code;
	int err = read_message(reply, "d", &code); /* flows: read_message; flows: read_message slot 2 */

	if (err)
		return err;
	return -code; /* site: @wire return */
}

int jar_status_to_errno(int status)
{
	if (status < 8)
		return -EIO; /* site: EIO return */
	return -status; /* site: @wire return */
}

int other_side(int side)
{
	return -side;
}

int hook_before_open(struct file *file)
{
	return call_int_hook(file_open, 0, file); /* site: @bpf return; flows: call_int_hook */
}

int run_programs(struct programs *list, int retval)
{
	struct bpf_cg_run_ctx run;

	run.retval = retval;
	if (list->refused)
		run.retval = -EPERM; /* site: EPERM field */
	return run.retval; /* site: @bpf return */
}

int kept_when_compared(unsigned int verdict)
{
	int err = NF_DROP_GETERR(verdict); /* site: @netfilter init; flows: NF_DROP_GETERR */

	if (err == -EAGAIN)
		return 0;
	return err;
}

void refuse(struct filter *filter, unsigned int data)
{
	syscall_set_return_value(current, current_pt_regs(), -data, 0); /* site: @seccomp argument */
}

void refuse_unknown(struct task_struct *task)
{
	syscall_set_return_value(current, current_pt_regs(), -ENOSYS, 0); /* site: ENOSYS argument */
	syscall_set_return_value(current, current_pt_regs(), 0, 1);
}

void replaced_by_tracer(struct task_struct *child, struct pt_regs *regs, int error)
{
	syscall_set_return_value(child, regs, error, 0); /* site: @ptrace argument */
}

void told_by_keeper(struct gate_answer *answer)
{
	int error = -EINTR; /* site: EINTR init */

	if (gate_wait(answer))
		error = answer->error;
	syscall_set_return_value(current, current_pt_regs(), error, 0);
}
